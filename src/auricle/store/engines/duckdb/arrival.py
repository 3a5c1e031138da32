"""What becomes of arriving rows: new, duplicate or conflicting, judged in sets.

The rows are staged in a temporary table (it spills to disk, so memory is bounded) and compared by
key with what is stored and with each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from auricle.model.entity import Column, Entity
from auricle.store.batch import MissingValue, ValueRefused, given_columns

from . import keylist
from .asking import count, first_row
from .columns import selected
from .tables import arriving, day_of, key_hash, keys, place_of, quoted, stored_columns, type_of, whole

_REDIRECTED = ("customer", "known_as")
"""What may be changed in arriving rows of somebody who was merged, whether it was given or not."""


@dataclass(frozen=True, slots=True)
class Judged:
    duplicate: int
    conflicting: pa.Table  # the key column only


def stage(
    connection: duckdb.DuckDBPyConnection, entity: Entity, rows: pa.Table | pa.RecordBatchReader, zone: str
) -> str:
    """Copy arriving rows aside, stamped with day, place and hash of the key; gives the name they have there.

    The name is that of a view which adds the columns not given; ``spot`` numbers the rows as they came.

    Raises
        BatchRefused: the rows do not fit the entity.
    """
    given = given_columns(entity, rows.schema)
    columns = ", ".join(f"CAST({_value(c, given)} AS {type_of(c)}) AS {quoted(c.name)}" for c in entity.columns)
    day = f"{day_of(entity, zone)} AS day, " if entity.time else ""
    stamps = f"{day}{place_of(entity)} AS place, {key_hash(entity)} AS key_hash"
    staging = [c for c in entity.columns if c in given or c.name in _REDIRECTED]
    connection.register("given_rows", rows)
    try:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {staged(entity)} AS "
            f"SELECT {_names(staging)}, {stamps} FROM (SELECT {columns} FROM given_rows)"
        )
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException) as error:
        raise ValueRefused(entity, str(error).splitlines()[0]) from error
    finally:
        connection.unregister("given_rows")
    _refuse_missing(connection, entity, staged(entity))
    keylist.prepare(connection, entity)
    seen = selected(stored_columns(entity), {"day", *(c.name for c in staging)})
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {arriving(entity)} AS "
        f"SELECT {seen}, place, key_hash, rowid AS spot FROM {staged(entity)}"
    )
    return arriving(entity)


def leave(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Throw away what was staged."""
    connection.execute(f"DROP VIEW {arriving(entity)}")
    connection.execute(f"DROP TABLE {staged(entity)}")


def staged(entity: Entity) -> str:
    """The table behind the view that ``stage`` makes."""
    return f"staged_{entity.name}"


def _value(column: Column, given: tuple[Column, ...]) -> str:
    return quoted(column.name) if column in given else "NULL"


def _names(columns: Iterable[Column]) -> str:
    return ", ".join(quoted(c.name) for c in columns)


def _refuse_missing(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str) -> None:
    required = [c for c in entity.columns if c.required]
    counts = ", ".join(f"count(*) - count({quoted(c.name)})" for c in required)
    missing = first_row(connection, f"SELECT {counts} FROM {table}") or ()
    for column, rows in zip(required, missing, strict=True):
        if rows:
            raise MissingValue(entity, column, rows)


def named(connection: duckdb.DuckDBPyConnection, entity: Entity, wanted: pa.Array) -> str:
    """A temporary table of keys, as ``find_stored`` takes it."""
    key = quoted(entity.key)
    connection.register("named_keys", pa.table({entity.key: wanted.cast(pa.string())}))
    try:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE named AS SELECT {key}, {key_hash(entity)} AS key_hash FROM named_keys"
        )
    finally:
        connection.unregister("named_keys")
    return "named"


def find_stored(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str, columns: str = "*") -> str:
    """The stored rows whose keys ``table`` has too, in a temporary table with their ``spot`` in the file."""
    name, key = f"stored_{entity.name}", quoted(entity.key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE places AS SELECT DISTINCT place FROM {keys(entity)} "
        f"WHERE key_hash IN (SELECT key_hash FROM {table})"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns} FROM {whole(entity)} "
        f"WHERE place IN (SELECT place FROM places) AND {key} IN (SELECT {key} FROM {table})"
        if count(connection, "places")
        else f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns} FROM {whole(entity)} LIMIT 0"
    )
    return name


def judge(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str, given: tuple[Column, ...]) -> Judged:
    """Take the rows that are not new out of what was staged and say what they are."""
    names = _names(c for c in entity.columns if c in given or c.name in ("known_as", "original"))
    stored = find_stored(connection, entity, table, names)
    if count(connection, stored) == 0 and not keylist.repeat(connection, entity, table):
        return Judged(0, pa.table({entity.key: pa.array([], pa.string())}))
    _compare(connection, entity, table, stored, given, names)
    conflicting = connection.sql("SELECT key FROM compared WHERE NOT agrees").to_arrow_table()
    duplicate = count(connection, "compared") - conflicting.num_rows
    connection.execute(f"DELETE FROM {staged(entity)} WHERE rowid IN (SELECT spot FROM compared)")
    return Judged(duplicate, conflicting.rename_columns([entity.key]))


def keep_last(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str) -> None:
    """Of the rows of one key keep the last that arrived."""
    if keylist.repeat(connection, entity, table):
        last = f"SELECT max(spot) FROM {table} GROUP BY {quoted(entity.key)}"
        connection.execute(f"DELETE FROM {staged(entity)} WHERE rowid NOT IN ({last})")


def _compare(
    connection: duckdb.DuckDBPyConnection,
    entity: Entity,
    table: str,
    stored: str,
    given: tuple[Column, ...],
    names: str,
) -> None:
    """Fill ``compared``: arriving rows that are not the first of their key, and whether they agree with it."""
    key = quoted(entity.key)
    first = (
        f"SELECT {names}, CAST(NULL AS BIGINT) AS spot FROM {stored} UNION ALL "
        f"SELECT {names}, spot FROM {table} WHERE {key} NOT IN (SELECT {key} FROM {stored}) "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY spot) = 1"
    )
    agrees = " AND ".join(_agreement(entity, c) for c in given)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE compared AS SELECT given.{key} AS key, given.spot AS spot, {agrees} AS agrees "
        f"FROM {table} AS given JOIN ({first}) AS first ON first.{key} = given.{key} "
        "WHERE first.spot IS NULL OR first.spot <> given.spot"
    )


def _agreement(entity: Entity, column: Column) -> str:
    """Whether a given value says what is stored; what a merge changed since is not held against it."""
    name = quoted(column.name)
    same = f"given.{name} IS NOT DISTINCT FROM first.{name}"
    if column.name == "customer" and entity.has("known_as"):
        return f"coalesce({same} OR first.known_as = 'customer:' || given.customer, FALSE)"
    if column.name == "customer" and entity.has("original"):
        return f"coalesce({same} OR first.original = given.customer, FALSE)"
    if column.name == "known_as":
        return f"coalesce({same} OR first.known_as LIKE 'customer:%', FALSE)"
    return f"({same})"
