"""The keys of rows that arrived, in the order they came, kept in the transaction that brought them until they are read.

Nothing is kept before somebody follows: most files are read by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import msgspec
import pyarrow as pa

from auricle.model.entities import entity as entity_named
from auricle.model.entity import Entity

from .asking import count
from .notes import read_note, write_note
from .tables import literal, quoted

TABLE = "keeping.arrivals"


def follow(connection: duckdb.DuckDBPyConnection, entities: Iterable[str]) -> int:
    """Keep keys of these entities from now on, and of no others; the position reached so far."""
    wanted = sorted({entity_named(name).name for name in entities})
    if wanted != _followed(connection):
        write_note(connection, "followed", msgspec.json.encode(wanted).decode())
        others = f" WHERE entity NOT IN ({', '.join(map(literal, wanted))})" if wanted else ""
        connection.execute(f"DELETE FROM {TABLE}{others}")
    return _reached(connection)


def note(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str) -> None:
    """Write down what ``table`` brings, when somebody follows."""
    if entity.name not in _followed(connection) or not (rows := count(connection, table)):
        return
    reached = _reached(connection)
    connection.execute(
        f"INSERT INTO {TABLE} SELECT {reached} + row_number() OVER (), {literal(entity.name)}, {quoted(entity.key)} "
        f"FROM {table}"
    )
    write_note(connection, "arrived", str(reached + rows))


def arrived(connection: duckdb.DuckDBPyConnection, after: int, most: int) -> pa.Table:
    """Position, entity and key of what arrived behind a position, the first ``most`` of them."""
    return connection.sql(
        f"SELECT position, entity, key FROM {TABLE} WHERE position > {after:d} ORDER BY position LIMIT {most:d}"
    ).to_arrow_table()


def forget(connection: duckdb.DuckDBPyConnection, upto: int) -> None:
    connection.execute(f"DELETE FROM {TABLE} WHERE position <= {upto:d}")


def forget_rows(connection: duckdb.DuckDBPyConnection, entity: Entity, table: str) -> None:
    """Take out what is erased."""
    gone = f"SELECT {quoted(entity.key)} FROM {table}"
    connection.execute(f"DELETE FROM {TABLE} WHERE entity = {literal(entity.name)} AND key IN ({gone})")


def _followed(connection: duckdb.DuckDBPyConnection) -> list[str]:
    written = read_note(connection, "followed")
    return msgspec.json.decode(written, type=list[str]) if written else []


def _reached(connection: duckdb.DuckDBPyConnection) -> int:
    return int(read_note(connection, "arrived") or 0)
