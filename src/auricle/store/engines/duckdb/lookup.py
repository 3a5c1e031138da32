"""Rows by many keys at once, or by many customers."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from auricle.model.entity import Entity

from .tables import kept, key_hash, keys, names_of, quoted


def look_up(connection: duckdb.DuckDBPyConnection, entity: Entity, wanted: pa.Array, column: str) -> pa.Table:
    column = entity.column(column or entity.key).name
    connection.register("wanted_rows", pa.table({column: wanted.cast(pa.string())}))
    near = {
        entity.key: f"place IN (SELECT place FROM {keys(entity)} "
        f"WHERE key_hash IN (SELECT {key_hash(entity)} FROM wanted_rows))",
        "customer": "place IN (SELECT hash(customer) FROM wanted_rows)",
    }
    only = f"{near[column]} AND " if column in near else ""
    try:
        return connection.sql(
            f"SELECT {names_of(entity)} FROM {kept(entity)} "
            f"WHERE {only}{quoted(column)} IN (SELECT {quoted(column)} FROM wanted_rows)"
        ).to_arrow_table()
    finally:
        connection.unregister("wanted_rows")
