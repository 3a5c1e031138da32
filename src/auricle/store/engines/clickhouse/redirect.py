"""Facts that arrive under the id of somebody who was merged go to whom that id leads to now."""

from __future__ import annotations

from auricle.model.entities import IDENTITIES
from auricle.model.entity import Entity

from .change import Change
from .tables import columns_of, quoted, stored_columns

_MERGED = "SELECT value AS old, customer AS new FROM identities WHERE kind = 'customer' AND customer != original"


def redirect(change: Change, entity: Entity) -> None:
    """Give the given rows to whom their customers went; a fact remembers the name it came under."""
    if not (entity.has("known_as") or entity is IDENTITIES):
        return
    given = quoted(change.name("given", entity))
    theirs = f"SELECT customer FROM {given} WHERE customer IS NOT NULL"
    merged = change.scratch("merged", entity, f"{_MERGED} AND value IN ({theirs})")
    if change.count(merged):
        names = "true" if entity.has("known_as") else "g.kind NOT IN ('customer', 'conflict')"
        now = {
            "customer": f"if({names}, coalesce(m.new, g.customer), g.customer)",
            "known_as": "if(m.new IS NULL, g.known_as, coalesce(g.known_as, concat('customer:', m.old)))",
        }
        values = (f"{now.get(c.name, f'g.{quoted(c.name)}')} AS {quoted(c.name)}" for c in stored_columns(entity))
        rows = f"SELECT {', '.join(values)}, g.place AS place FROM {given} AS g LEFT JOIN {quoted(merged)} AS m "
        change.scratch("given", entity, f"{rows} ON g.customer = m.old", f"({columns_of(entity)}, place UInt64)")
