"""The one way in which facts change: some rows go, some rows come, and everything kept of them follows."""

from __future__ import annotations

import duckdb

from auricle.model.entity import Entity

from .asking import count
from .cubes import Cubes
from .tables import kept, key_hash, keys, names_of, order_of


def change(
    connection: duckdb.DuckDBPyConnection, cubes: Cubes, entity: Entity, *, removed: str = "", added: str = ""
) -> None:
    """Take the rows of ``removed`` out and put those of ``added`` in.

    Both name temporary tables: ``removed`` has the stored rows and their ``spot`` in the file,
    ``added`` has rows stamped with day and place.
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


def _take_out(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    connection.execute(f"DELETE FROM {kept(entity)} WHERE rowid IN (SELECT spot FROM {rows})")
    gone = f"SELECT {key_hash(entity)}, place FROM {rows}"
    connection.execute(f"DELETE FROM {keys(entity)} WHERE (key_hash, place) IN ({gone})")


def _put_in(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    names = names_of(entity)
    connection.execute(
        f"INSERT INTO {kept(entity)} ({names}, place) SELECT {names}, place FROM {rows} ORDER BY {order_of(entity)}"
    )
    connection.execute(f"INSERT INTO {keys(entity)} SELECT {key_hash(entity)}, place FROM {rows} ORDER BY 1")
