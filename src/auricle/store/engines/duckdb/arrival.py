"""What becomes of arriving rows: stored, duplicate or conflicting, judged in sets.

The rows are staged in a temporary table (it spills to disk, so memory is bounded), compared by key
with what is stored and with each other, and the new ones are inserted in the order facts lie in.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from auricle.model.entity import Column, Entity
from auricle.store.batch import MissingValue, ValueRefused, given_columns

from .tables import day_of, order_of, quoted, stored_columns, type_of


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows of one entity in a batch; ``table`` names the temporary table of those that are new."""

    given: int
    duplicate: int
    conflicting: pa.Table
    table: str


def stage(
    connection: duckdb.DuckDBPyConnection, entity: Entity, rows: pa.Table | pa.RecordBatchReader, zone: str
) -> str:
    """Copy arriving rows into a temporary table with the columns of the entity; gives its name.

    Raises
        BatchRefused: the rows do not fit the entity.
    """
    given = given_columns(entity, rows.schema)
    name = f"arriving_{entity.name}"
    columns = [f"CAST({_value(c, given)} AS {type_of(c)}) AS {quoted(c.name)}" for c in entity.columns]
    if entity.time:
        time = f"CAST({_value(entity.column(entity.time), given)} AS {type_of(entity.column(entity.time))})"
        columns.append(f"{day_of(entity, zone, time)} AS day")
    connection.register("given_rows", rows)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {', '.join(columns)} FROM given_rows")
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException) as error:
        raise ValueRefused(entity, str(error).splitlines()[0]) from error
    finally:
        connection.unregister("given_rows")
    _refuse_missing(connection, entity, name)
    return name


def _value(column: Column, given: tuple[Column, ...]) -> str:
    return quoted(column.name) if column in given else "NULL"


def _refuse_missing(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str) -> None:
    required = [c for c in entity.columns if c.required]
    counts = ", ".join(f"count(*) - count({quoted(c.name)})" for c in required)
    missing = connection.execute(f"SELECT {counts} FROM {table}").fetchone() or ()
    for column, rows in zip(required, missing, strict=True):
        if rows:
            raise MissingValue(entity, column, rows)


def judge(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str, given: tuple[Column, ...]) -> Judged:
    """Sort staged rows into new, duplicate and conflicting; leaves only the new ones in ``table``."""
    key = quoted(entity.key)
    total = count(connection, table)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS SELECT {key} AS key FROM {table} GROUP BY 1 HAVING count(*) > 1 "
        f"UNION SELECT {key} FROM {quoted(entity.name)} SEMI JOIN {table} USING ({key})"
    )
    if count(connection, "met") == 0:
        return Judged(total, 0, pa.table({entity.key: pa.array([], pa.string())}), table)
    _compare(connection, entity, table, given)
    conflicting = connection.sql("SELECT key FROM compared WHERE NOT agrees").to_arrow_table()
    duplicate = connection.execute("SELECT count(*) FROM compared WHERE agrees").fetchone()
    connection.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT place FROM compared)")
    assert duplicate is not None
    return Judged(total, duplicate[0], conflicting.rename_columns([entity.key]), table)


def _compare(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str, given: tuple[Column, ...]) -> None:
    """Fill ``compared`` with the arriving rows that are not the first of their key, and whether they agree with it."""
    key, names = quoted(entity.key), ", ".join(quoted(c.name) for c in stored_columns(entity))
    first = (
        f"SELECT {names}, NULL AS place FROM {quoted(entity.name)} WHERE {key} IN (SELECT key FROM met) UNION ALL "
        f"SELECT {names}, rowid FROM {table} WHERE {key} IN (SELECT key FROM met) "
        f"AND {key} NOT IN (SELECT {key} FROM {quoted(entity.name)} WHERE {key} IN (SELECT key FROM met)) "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY rowid) = 1"
    )
    agrees = " AND ".join(_agreement(entity, c) for c in given)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE compared AS WITH first AS ({first}) "
        f"SELECT given.{key} AS key, given.rowid AS place, {agrees} AS agrees "
        f"FROM {table} AS given JOIN first ON first.{key} = given.{key} "
        "WHERE first.place IS NULL OR first.place <> given.rowid"
    )


def _agreement(entity: Entity, column: Column) -> str:
    """Whether a given value says what is stored; what a merge changed since is not held against it."""
    name = quoted(column.name)
    same = f"given.{name} IS NOT DISTINCT FROM first.{name}"
    if column.name == "customer" and entity.has("known_as"):
        return f"({same} OR first.known_as = 'customer:' || given.customer)"
    if column.name == "customer" and entity.has("original"):
        return f"({same} OR first.original = given.customer)"
    if column.name == "known_as":
        return f"({same} OR (given.known_as IS NULL AND first.known_as LIKE 'customer:%'))"
    return f"({same})"


def insert(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str) -> int:
    names = ", ".join(quoted(c.name) for c in stored_columns(entity))
    connection.execute(
        f"INSERT INTO {quoted(entity.name)} ({names}) SELECT {names} FROM {table} ORDER BY {order_of(entity)}"
    )
    return count(connection, table)


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found[0]) if found else 0
