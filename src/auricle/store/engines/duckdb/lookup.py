"""Rows by many keys at once, or by many customers."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from auricle.model.entity import Entity

from .tables import key_hash, keys, names_of, quoted, whole


def look_up(
    connection: duckdb.DuckDBPyConnection, entity: Entity, wanted: pa.Array, column: str, columns: Iterable[str]
) -> pa.Table:
    column = entity.column(column or entity.key).name
    names = ", ".join(quoted(entity.column(name).name) for name in columns) or names_of(entity)
    named = f"{quoted(column)} IN (SELECT {quoted(column)} FROM wanted_rows)"
    near = {
        entity.key: f"place IN (SELECT place FROM {keys(entity)} "
        f"WHERE key_hash IN (SELECT {key_hash(entity)} FROM wanted_rows))",
        "customer": "place IN (SELECT hash(customer) FROM wanted_rows)",
    }
    connection.register("wanted_rows", pa.table({column: wanted.cast(pa.string())}))
    try:
        # Apart from each other: the engine then reads the other columns only of rows that the first leaves.
        return connection.sql(
            f"WITH near AS MATERIALIZED (SELECT {quoted(column)} AS wanted, {names} FROM {whole(entity)} "
            f"WHERE {near.get(column, named)}) SELECT {names} FROM near "
            f"WHERE wanted IN (SELECT {quoted(column)} FROM wanted_rows)"
        ).to_arrow_table()
    finally:
        connection.unregister("wanted_rows")
