"""Facts that arrive under the id of somebody who was merged go to whom that id leads to now."""

from __future__ import annotations

import duckdb

from auricle.model.entities import IDENTITIES
from auricle.model.entity import Entity

from .arrival import staged
from .asking import count
from .tables import whole


def redirect(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str) -> None:
    """Give arriving rows of ``table`` to whom their customers went; a fact remembers the name it came under."""
    if not (entity.has("known_as") or entity is IDENTITIES):
        return
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE merged AS SELECT value AS old, customer AS new FROM {whole(IDENTITIES)} "
        f"WHERE kind = 'customer' AND customer <> original AND value IN (SELECT customer FROM {table})"
    )
    if count(connection, "merged"):
        remembered = ", known_as = coalesce(known_as, 'customer:' || old)" if entity.has("known_as") else ""
        names = "" if entity.has("known_as") else " AND kind NOT IN ('customer', 'conflict')"
        connection.execute(
            f"UPDATE {staged(entity)} SET customer = new, place = hash(new){remembered} "
            f"FROM merged WHERE customer = old{names}"
        )
