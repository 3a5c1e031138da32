"""The zone that days were stamped in, noted beside the ledger."""

from __future__ import annotations

from auricle.model.entities import ENTITIES

from .connection import Connections
from .tables import LEDGER, day_of, literal, quoted


def restamp(connections: Connections, zone: str) -> bool:
    """Stamp all days anew when the workspace has changed its zone; tells whether it had."""
    noted = connections.rows(
        f"SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = {literal(LEDGER)}"
    )
    before = noted["comment"][0].as_py()
    if before in ("", zone):
        return False
    for entity in ENTITIES.values():
        if entity.time:
            connections.run(f"ALTER TABLE {quoted(entity.name)} UPDATE day = {day_of(entity, zone)} WHERE true")
    return True


def note_zone(connections: Connections, zone: str) -> None:
    """To be said once everything that depends on the zone is done."""
    connections.run(f"ALTER TABLE {LEDGER} MODIFY COMMENT {literal(zone)}")
