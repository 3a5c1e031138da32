"""The one way in which facts change: some rows go, some rows come, and everything kept of them follows."""

from __future__ import annotations

from itertools import pairwise

import duckdb

from auricle.model.entity import Entity, Type

from . import keylist
from .asking import count, first_row
from .columns import make_room
from .cubes import Cubes
from .tables import kept, key_hash, keys, order_of, quoted

_TEXT_AT_ONCE = 64_000_000  # bytes


def change(
    connection: duckdb.DuckDBPyConnection, cubes: Cubes, entity: Entity, *, removed: str = "", added: str = ""
) -> set[str]:
    """Take the rows of ``removed`` out and put those of ``added`` in; the entities whose facts or cubes change.

    Both name temporary tables: ``removed`` has the stored rows and their ``spot`` in the file,
    ``added`` has rows stamped with day, place and hash of the key.
    """
    removed = removed if removed and count(connection, removed) else ""
    added = added if added and count(connection, added) else ""
    affected = list(cubes.affected(connection, entity, removed, added))
    for fact, rows in affected:
        cubes.collect(connection, fact, rows, -1)
    if removed:
        cubes.collect(connection, entity, removed, -1)
        _take_out(connection, entity, removed)
    if added:
        cubes.collect(connection, entity, added, 1)
        _put_in(connection, entity, added)
    for fact, rows in affected:
        cubes.collect(connection, fact, rows, 1)
    cubes.settle(connection)
    return {fact.name for fact, _ in affected} | ({entity.name} if removed or added else set())


def _take_out(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    connection.execute(f"DELETE FROM {kept(entity)} WHERE rowid IN (SELECT spot FROM {rows})")
    gone = f"SELECT {key_hash(entity)}, place FROM {rows}"
    connection.execute(f"DELETE FROM {keys(entity)} WHERE (key_hash, place) IN ({gone})")


def _put_in(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    names = ", ".join(quoted(name) for name in (*make_room(connection, entity, rows), "place"))
    for part in _parts(connection, entity, rows):
        connection.execute(
            f"INSERT INTO {kept(entity)} ({names}) SELECT {names} FROM {rows} WHERE {part} ORDER BY {order_of(entity)}"
        )
    keylist.note(connection, entity, rows)


def _parts(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> list[str]:
    """Conditions that cut rows at some places: a sort keeps long texts in memory, so they go part by part."""
    texts = [c for c in entity.columns if c.type in (Type.TEXT, Type.JSON)]
    lengths = " + ".join(f"coalesce(sum(strlen({quoted(c.name)})), 0)" for c in texts) or "0"
    found = first_row(connection, f"SELECT {lengths} FROM {rows}")
    parts = 1 + int(found[0]) // _TEXT_AT_ONCE if found else 1
    edges = [2**64 * part // parts for part in range(parts + 1)]
    return ["TRUE"] if parts == 1 else [f"place BETWEEN {a} AND {b - 1}" for a, b in pairwise(edges)]
