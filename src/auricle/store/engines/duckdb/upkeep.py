"""What is done to a file as a whole: prepared when opened, emptied, put in order."""

from __future__ import annotations

import duckdb

from auricle.model.entities import ENTITIES

from .asking import first_row
from .cubes import Cubes
from .notes import read_note, read_notes, write_note, write_notes
from .tables import day_of, kept, key_hash, keys, order_of, place_of, quoted


def prepare(connection: duckdb.DuckDBPyConnection, cubes: Cubes, zone: str) -> None:
    """Bring a file that was made under other settings, or by another version of the engine, up to these."""
    noted, wanted = read_notes(connection), {"zone": zone, "hash": _hash(connection)}
    differing = {name for name, value in wanted.items() if noted.get(name, value) != value}
    if "hash" in differing:
        _rehash(connection)
    if "zone" in differing:
        _restamp(connection, zone)
    cubes.prepare(connection, again="zone" in differing)
    write_notes(connection, {name: value for name, value in wanted.items() if noted.get(name) != value})


MANY = 1_000_000


def note_order(connection: duckdb.DuckDBPyConnection) -> None:
    """Remember that all facts lie in order now."""
    write_note(connection, "in order", str(facts(connection)))


def is_new(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether nothing ever came."""
    return not read_note(connection, "in order") and facts(connection) == 0


def is_scattered(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether enough facts came since all lay in order that sorting them anew is worth it."""
    in_order = int(read_note(connection, "in order") or 0)
    return facts(connection) - in_order > max(in_order, MANY - 1)


def facts(connection: duckdb.DuckDBPyConnection) -> int:
    """How many rows there are of all entities."""
    counts = " + ".join(f"(SELECT count(*) FROM {kept(entity)})" for entity in ENTITIES.values())
    found = first_row(connection, f"SELECT {counts}")
    return int(found[0]) if found else 0


def empty(connection: duckdb.DuckDBPyConnection) -> None:
    for entity in ENTITIES.values():
        connection.execute(f"DELETE FROM {kept(entity)}")
        connection.execute(f"DELETE FROM {keys(entity)}")
    connection.execute("DELETE FROM keeping.origins")
    connection.execute("DELETE FROM keeping.arrivals")


def copy(connection: duckdb.DuckDBPyConnection, *, sorted_anew: bool = False) -> None:
    """Copy this database to ``new``, without the note of an erasure; with all facts in order if asked.

    The note is never written to the new file: what is deleted there would still be in its bytes.
    """
    found = first_row(connection, "SELECT current_database()")
    assert found
    old = quoted(str(found[0]))
    connection.execute(f"COPY FROM DATABASE {old} TO new (SCHEMA)")
    for entity in ENTITIES.values():
        table = kept(entity)
        order = f" ORDER BY {order_of(entity)}" if sorted_anew else ""
        connection.execute(f"INSERT INTO new.{table} SELECT * FROM {old}.{table}{order}")
        listed = f"SELECT * FROM {old}.{keys(entity)}{' ORDER BY key_hash' if sorted_anew else ''}"
        connection.execute(f"INSERT INTO new.{keys(entity)} {listed}")
    for table in _other_tables(connection):
        spared = " WHERE name <> 'erasing'" if table.endswith('"notes"') else ""
        connection.execute(f"INSERT INTO new.{table} SELECT * FROM {old}.{table}{spared}")


def _other_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The cubes, the origins, the arrivals and the notes."""
    found = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "AND schema_name <> 'kept' AND NOT (schema_name = 'keeping' AND table_name LIKE 'keys_%')"
    ).fetchall()
    return [f"{quoted(schema)}.{quoted(table)}" for schema, table in found]


def _rehash(connection: duckdb.DuckDBPyConnection) -> None:
    for entity in ENTITIES.values():
        connection.execute(f"UPDATE {kept(entity)} SET place = {place_of(entity)}")
        connection.execute(f"DELETE FROM {keys(entity)}")
        connection.execute(f"INSERT INTO {keys(entity)} SELECT {key_hash(entity)}, place FROM {kept(entity)}")


def _restamp(connection: duckdb.DuckDBPyConnection, zone: str) -> None:
    for entity in ENTITIES.values():
        if entity.time:
            connection.execute(f"UPDATE {kept(entity)} SET day = {day_of(entity, zone)}")


def _hash(connection: duckdb.DuckDBPyConnection) -> str:
    """What places and keys are made to; the engine's hash function may differ in another version of it."""
    found = first_row(connection, "SELECT hash('auricle') || ' ' || xor(hash('auricle'), hash(reverse('auricle')))")
    return str(found[0]) if found else ""
