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
        _rehash(connection)
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


def copy(connection: duckdb.DuckDBPyConnection, *, sorted_anew: bool = False) -> None:
    """Copy the database ``old`` to ``new``, without the note of an erasure; with all facts in order if asked.

    The note is never written to the new file: what is deleted there would still be in its bytes.
    """
    connection.execute("COPY FROM DATABASE old TO new (SCHEMA)")
    for entity in ENTITIES.values():
        names, table = names_of(entity), kept(entity)
        order = f" ORDER BY {order_of(entity)}" if sorted_anew else ""
        connection.execute(
            f"INSERT INTO new.{table} ({names}, place) "
            f"SELECT {names}, {place_of(entity)} AS place FROM old.{table}{order}"
        )
        listed = f"SELECT hash({quoted(entity.key)}) AS key_hash, place FROM new.{table} ORDER BY key_hash"
        listed = listed if sorted_anew else f"SELECT * FROM old.{keys(entity)}"
        connection.execute(f"INSERT INTO new.{keys(entity)} {listed}")
    for table in _other_tables(connection):
        spared = " WHERE name <> 'erasing'" if table.endswith('"notes"') else ""
        connection.execute(f"INSERT INTO new.{table} SELECT * FROM old.{table}{spared}")


def _other_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The cubes, the origins and the notes."""
    found = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'old' AND schema_name <> 'kept' "
        "AND NOT (schema_name = 'keeping' AND table_name LIKE 'keys_%')"
    ).fetchall()
    return [f"{quoted(schema)}.{quoted(table)}" for schema, table in found]


def _rehash(connection: duckdb.DuckDBPyConnection) -> None:
    for entity in ENTITIES.values():
        connection.execute(f"UPDATE {kept(entity)} SET place = {place_of(entity)}")
        connection.execute(f"DELETE FROM {keys(entity)}")
        connection.execute(f"INSERT INTO {keys(entity)} SELECT hash({quoted(entity.key)}), place FROM {kept(entity)}")


def _restamp(connection: duckdb.DuckDBPyConnection, zone: str) -> None:
    for entity in ENTITIES.values():
        if entity.time:
            connection.execute(f"UPDATE {kept(entity)} SET day = {day_of(entity, zone)}")


def _hash(connection: duckdb.DuckDBPyConnection) -> str:
    """What the engine's hash function gives; it may differ in another version of the engine."""
    found = first_row(connection, "SELECT hash('auricle')")
    return str(found[0]) if found else ""
