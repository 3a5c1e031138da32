"""Small questions to a connection.

A result must be read to its end before the connection does anything else, hence never ``fetchone``.
"""

from __future__ import annotations

from typing import Any

import duckdb


def first_row(
    connection: duckdb.DuckDBPyConnection, sql: str, values: list[str] | None = None
) -> tuple[Any, ...] | None:
    rows = connection.execute(sql, values or []).fetchall()
    return rows[0] if rows else None


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    found = first_row(connection, f"SELECT count(*) FROM {table}")
    return int(found[0]) if found else 0


def is_there(connection: duckdb.DuckDBPyConnection, select: str) -> bool:
    """Whether a query has any row."""
    return first_row(connection, f"SELECT 1 FROM ({select}) LIMIT 1") is not None
