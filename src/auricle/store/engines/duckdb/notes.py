"""What the store remembers of itself, in ``keeping``: its version, its zone, the origins it met."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from .asking import first_row


def read_note(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    found = first_row(connection, "SELECT value FROM keeping.notes WHERE name = ?", [name])
    return str(found[0]) if found else ""


def read_notes(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, value FROM keeping.notes").fetchall())


def write_note(connection: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    write_notes(connection, {name: value})


def write_notes(connection: duckdb.DuckDBPyConnection, notes: Mapping[str, str]) -> None:
    """Several in one statement: each costs milliseconds, and a new file has forty."""
    if notes:
        rows = ", ".join(["(?, ?)"] * len(notes))
        values = [text for note in notes.items() for text in note]
        connection.execute(f"INSERT OR REPLACE INTO keeping.notes VALUES {rows}", values)


def remove_note(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute("DELETE FROM keeping.notes WHERE name = ?", [name])


def version(connection: duckdb.DuckDBPyConnection) -> int:
    return int(read_note(connection, "version") or 0)


def grow_version(connection: duckdb.DuckDBPyConnection, at_least: int = 0) -> int:
    grown = max(version(connection), at_least) + 1
    write_note(connection, "version", str(grown))
    return grown


def meet_origin(connection: duckdb.DuckDBPyConnection, origin: str) -> bool:
    """Whether an origin is met for the first time; it is written down with the rows it brought."""
    if first_row(connection, "SELECT 1 FROM keeping.origins WHERE origin = ?", [origin]):
        return False
    connection.execute("INSERT INTO keeping.origins VALUES (?)", [origin])
    return True
