"""Which columns of an entity a file has: those that any row ever gave.

A column of nothing costs an import as much as one of few words, and every query that asks for whole
rows has to pass it. What no row gave is therefore not in the table; the views show it as null.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from auricle.model.entities import ENTITIES
from auricle.model.entity import Column, Entity

from .asking import first_row
from .tables import kept, quoted, stored_columns, type_of, whole


def show(connection: duckdb.DuckDBPyConnection, entities: Iterable[Entity] = ENTITIES.values()) -> None:
    """Make the views of the entities, from the columns their tables have now."""
    there = _in_tables(connection)
    for entity in entities:
        seen = selected(stored_columns(entity), there[entity.name])
        connection.execute(f"CREATE OR REPLACE VIEW {quoted(entity.name)} AS SELECT {seen} FROM {kept(entity)}")
        connection.execute(
            f"CREATE OR REPLACE VIEW {whole(entity)} AS SELECT {seen}, place, rowid AS spot FROM {kept(entity)}"
        )


def selected(columns: Iterable[Column], there: set[str]) -> str:
    """SQL for all the columns; null stands for those that are not there."""
    return ", ".join(
        quoted(c.name) if c.name in there else f"CAST(NULL AS {type_of(c)}) AS {quoted(c.name)}" for c in columns
    )


def make_room(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> tuple[str, ...]:
    """Give the entity's table every column in which ``rows`` has a value; those columns, and those it always has."""
    columns = stored_columns(entity)
    given = first_row(connection, f"SELECT {', '.join(f'count({quoted(c.name)})' for c in columns)} FROM {rows}") or ()
    there = _in_tables(connection)[entity.name]
    missing = [c for c, values in zip(columns, given, strict=True) if values and c.name not in there]
    for column in missing:
        connection.execute(f"ALTER TABLE {kept(entity)} ADD COLUMN {quoted(column.name)} {type_of(column)}")
    if missing:
        show(connection, [entity])
    return tuple(c.name for c, values in zip(columns, given, strict=True) if values)


def _in_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    there: dict[str, set[str]] = {name: set() for name in ENTITIES}
    found = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() "
        "WHERE schema_name = 'kept' AND database_name = current_database()"
    ).fetchall()
    for table, column in found:
        there[table].add(column)
    return there
