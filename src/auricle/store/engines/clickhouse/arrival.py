"""What becomes of arriving rows: stored, duplicate or conflicting, judged in sets by the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auricle.model.entity import Column, Entity
from auricle.store.batch import MissingValue, ValueRefused, given_columns

from .change import Change
from .tables import columns_of, day_of, names_of, quoted, stored_columns

ROWS_AT_ONCE = 250_000
"""How many rows are in memory at a time, of a batch of any length."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows of one entity in a batch; those that are new lie in the change's table ``arriving``."""

    stored: int
    duplicate: int
    conflicting: pa.Table


def stage(change: Change, entity: Entity, rows: pa.Table | pa.RecordBatchReader) -> tuple[Column, ...]:
    """Bring arriving rows to the engine, numbered as they came (table ``given``); tells the columns they have.

    Raises
        BatchRefused: the rows do not fit the entity.
    """
    given = given_columns(entity, rows.schema)
    table = change.scratch("given", entity, "", f"({columns_of(entity)}, place UInt64)")
    missing = dict.fromkeys((c.name for c in given if c.required), 0)
    place = 0
    for part in _parts(rows):
        fitted = _fitted(entity, given, part)
        for name in missing:
            missing[name] += fitted[name].null_count
        places = pa.array(np.arange(place, place + part.num_rows, dtype=np.uint64))
        change.connections.add(table, fitted.append_column("place", places))
        place += part.num_rows
    _refuse_missing(entity, missing)
    return given


def _parts(rows: pa.Table | pa.RecordBatchReader) -> Iterator[pa.Table]:
    """The rows as tables of a size worth a round trip."""
    held: list[pa.RecordBatch] = []
    for batch in rows.to_batches(ROWS_AT_ONCE) if isinstance(rows, pa.Table) else rows:
        held.append(batch)
        if sum(b.num_rows for b in held) >= ROWS_AT_ONCE:
            yield pa.Table.from_batches(held)
            held = []
    if any(b.num_rows for b in held):
        yield pa.Table.from_batches(held)


def _fitted(entity: Entity, given: tuple[Column, ...], part: pa.Table) -> pa.Table:
    try:
        columns = [part[c.name].cast(options=_casting(c)) for c in given]
    except pa.ArrowInvalid as error:
        raise ValueRefused(entity, str(error).splitlines()[0]) from error
    return pa.table(columns, names=[c.name for c in given])


def _casting(column: Column) -> pc.CastOptions:
    """Finer fractions of a second and longer whole numbers may be rounded; nothing may overflow."""
    return pc.CastOptions(target_type=column.type.arrow, allow_time_truncate=True, allow_float_truncate=True)


def _refuse_missing(entity: Entity, missing: dict[str, int]) -> None:
    for name, rows in missing.items():
        if rows:
            raise MissingValue(entity, entity.column(name), rows)


def judge(change: Change, entity: Entity, given: tuple[Column, ...], zone: str) -> Judged:
    """Sort the given rows into new, duplicate and conflicting; the new ones go to ``arriving``."""
    table, key, facts = quoted(change.name("given", entity)), quoted(entity.key), quoted(entity.name)
    met = change.scratch(
        "met",
        entity,
        f"SELECT {key} AS key FROM {table} GROUP BY {key} HAVING count(*) > 1 "
        f"UNION DISTINCT SELECT {key} AS key FROM {facts} WHERE {key} IN (SELECT {key} FROM {table})",
    )
    if change.count(met) == 0:
        return Judged(admit(change, entity, zone), 0, pa.table({entity.key: pa.array([], pa.string())}))
    compared = quoted(_compare(change, entity, given))
    conflicting = change.connections.rows(f"SELECT key FROM {compared} WHERE NOT agrees")
    duplicate = change.connections.number(f"SELECT count(*) FROM {compared} WHERE agrees")
    stored = admit(change, entity, zone, f"place NOT IN (SELECT place FROM {compared})")
    return Judged(stored, duplicate, conflicting.rename_columns([entity.key]))


def admit(change: Change, entity: Entity, zone: str, which: str = "true", role: str = "arriving") -> int:
    """Copy given rows to ``arriving`` with their day stamped; gives how many."""
    arriving = change.like(role, entity)
    values = ", ".join(day_of(entity, zone) if c.name == "day" else quoted(c.name) for c in stored_columns(entity))
    given = quoted(change.name("given", entity))
    change.connections.run(
        f"INSERT INTO {quoted(arriving)} ({names_of(entity)}) SELECT {values} FROM {given} WHERE {which}"
    )
    return change.count(arriving)


def _compare(change: Change, entity: Entity, given: tuple[Column, ...]) -> str:
    """A table of the given rows that are not the first of their key, and whether they agree with it."""
    table, key, facts = quoted(change.name("given", entity)), quoted(entity.key), quoted(entity.name)
    met = quoted(change.name("met", entity))
    names = ", ".join(quoted(c.name) for c in entity.columns)
    stored = f"SELECT {names}, toInt64(-1) AS place FROM {facts} WHERE {key} IN (SELECT key FROM {met})"
    ahead = (
        f"SELECT {names}, toInt64(place) AS place FROM {table} WHERE {key} IN (SELECT key FROM {met}) "
        f"AND {key} NOT IN (SELECT {key} FROM {facts} WHERE {key} IN (SELECT key FROM {met})) "
        f"ORDER BY place LIMIT 1 BY {key}"
    )
    agrees = " AND ".join(_agreement(entity, c) for c in given)
    return change.scratch(
        "compared",
        entity,
        f"SELECT given.{key} AS key, given.place AS place, {agrees} AS agrees "
        f"FROM {table} AS given INNER JOIN ({stored} UNION ALL SELECT * FROM ({ahead})) AS first "
        f"ON first.{key} = given.{key} WHERE first.place != toInt64(given.place)",
    )


def _agreement(entity: Entity, column: Column) -> str:
    """Whether a given value says what is stored; what a merge changed since is not held against it."""
    name = quoted(column.name)
    same = f"(given.{name} <=> first.{name})"
    if column.name == "customer" and entity.has("known_as"):
        return f"({same} OR ifNull(first.known_as = concat('customer:', given.customer), false))"
    if column.name == "customer" and entity.has("original"):
        return f"({same} OR ifNull(first.original = given.customer, false))"
    if column.name == "known_as":
        return f"({same} OR ifNull(startsWith(first.known_as, 'customer:'), false))"
    return same
