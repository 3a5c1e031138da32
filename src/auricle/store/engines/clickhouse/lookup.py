"""Rows by many keys at once, or by many customers."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

import pyarrow as pa

from auricle.model.entity import Entity

from .connection import Connections
from .tables import literal, names_of, quoted

_FEW = 1_000
"""So many keys may be named outright; more travel in a table of their own."""


def look_up(
    connections: Connections, entity: Entity, wanted: pa.Array, column: str, columns: Iterable[str]
) -> pa.Table:
    names = ", ".join(quoted(entity.column(name).name) for name in columns) or names_of(entity)
    where = quoted(entity.column(column or entity.key).name)
    rows = f"SELECT {names} FROM {quoted(entity.name)} WHERE {where} IN "
    if len(wanted) <= _FEW:
        named = ", ".join(literal(key) for key in wanted.to_pylist() if key is not None)
        return connections.rows(f"{rows} ({named or 'NULL'})")
    table = f"wanted_{uuid4().hex}"
    connections.run(f"CREATE TABLE {quoted(table)} (key String) ENGINE = Memory")
    try:
        connections.add(table, pa.table({"key": wanted.drop_null().cast(pa.string())}))
        return connections.rows(f"{rows} (SELECT key FROM {quoted(table)})")
    finally:
        connections.run(f"DROP TABLE {quoted(table)} SYNC")
