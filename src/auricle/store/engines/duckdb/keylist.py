"""Keys of arriving rows on their way into the list of those stored: hashed, and sorted once.

Of sorted keys those that repeat lie side by side, which is far cheaper to see than how many differ; and so they can go
into the list as they are.
"""

from __future__ import annotations

import duckdb

from auricle.model.entity import Entity

from .asking import count, is_there
from .tables import arriving, keys


def prepare(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Forget the keys of the batch before."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_sorted(entity)} (key_hash UBIGINT, place UBIGINT)")


def repeat(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> bool:
    """Whether two of the rows have one key."""
    connection.execute(f"INSERT INTO {_sorted(entity)} SELECT key_hash, place FROM {rows} ORDER BY key_hash")
    before = f"SELECT key_hash = lag(key_hash) OVER () AS repeats FROM {_sorted(entity)}"
    return is_there(connection, f"SELECT * FROM ({before}) WHERE repeats")


def note(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    """Put the keys of rows on the list; as they were sorted, unless some rows went since or nobody asked."""
    is_sorted = rows == arriving(entity) and count(connection, _sorted(entity)) == count(connection, rows)
    source = _sorted(entity) if is_sorted else f"{rows} ORDER BY key_hash"
    connection.execute(f"INSERT INTO {keys(entity)} SELECT key_hash, place FROM {source}")


def _sorted(entity: Entity) -> str:
    return f"sorted_{entity.name}"
