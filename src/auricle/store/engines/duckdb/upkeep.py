"""What is done to a file as a whole: prepared when opened, emptied, put in order."""

from __future__ import annotations

import duckdb

from auricle.model.entities import ENTITIES

from .asking import first_row
from .cubes import Cubes
from .notes import read_note, write_note
from .tables import day_of, kept, keys, names_of, order_of, place_of, quoted


def prepare(connection: duckdb.DuckDBPyConnection, cubes: Cubes, zone: str) -> None:
    """Bring a file that was made under other settings, or by another version of the engine, up to these."""
    rezoned = read_note(connection, "zone") not in ("", zone)
    rehashed = read_note(connection, "hash") not in ("", _hash(connection))
    if rehashed:
        sort(connection)
    if rezoned:
        _restamp(connection, zone)
    cubes.prepare(connection, again=rezoned)
    write_note(connection, "zone", zone)
    write_note(connection, "hash", _hash(connection))


def empty(connection: duckdb.DuckDBPyConnection) -> None:
    for entity in ENTITIES.values():
        connection.execute(f"DELETE FROM {kept(entity)}")
        connection.execute(f"DELETE FROM {keys(entity)}")
    connection.execute("DELETE FROM keeping.origins")


def sort(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay all facts, and the lists of their keys, in order again."""
    for entity in ENTITIES.values():
        names, key = names_of(entity), quoted(entity.key)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE sorted AS SELECT {names}, {place_of(entity)} AS place "
            f"FROM {kept(entity)} ORDER BY {order_of(entity)}"
        )
        connection.execute(f"DELETE FROM {kept(entity)}")
        connection.execute(f"DELETE FROM {keys(entity)}")
        connection.execute(f"INSERT INTO {kept(entity)} ({names}, place) SELECT {names}, place FROM sorted")
        connection.execute(f"INSERT INTO {keys(entity)} SELECT hash({key}), place FROM sorted ORDER BY 1")
        connection.execute("DROP TABLE sorted")


def _restamp(connection: duckdb.DuckDBPyConnection, zone: str) -> None:
    for entity in ENTITIES.values():
        if entity.time:
            connection.execute(f"UPDATE {kept(entity)} SET day = {day_of(entity, zone)}")


def _hash(connection: duckdb.DuckDBPyConnection) -> str:
    """What the engine's hash function gives; it may differ in another version of the engine."""
    found = first_row(connection, "SELECT hash('auricle')")
    return str(found[0]) if found else ""
