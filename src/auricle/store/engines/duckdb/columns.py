"""Which columns of an entity a file has: those that any row ever gave.

A column of nothing costs an import as much as one of few words, and every query that asks for whole
rows has to pass it. What no row gave is therefore not in the table; the views show it as null.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import duckdb

from auricle.model.entities import ENTITIES
from auricle.model.entity import Column, Entity

from .asking import first_row
from .notes import read_note, write_note
from .tables import SCHEMA, kept, quoted, stored_columns, type_of, whole

_COLUMNS = [(e.name, c.name, type_of(c), c.required) for e in ENTITIES.values() for c in stored_columns(e)]
_SHAPE = sha256(repr((SCHEMA, _COLUMNS)).encode()).hexdigest()


def shape(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables and views of the model, where the file was not made for this very model."""
    if _shape_of(connection) == _SHAPE:
        return
    connection.begin()
    for statement in SCHEMA:
        connection.execute(statement)
    show(connection)
    write_note(connection, "shape", _SHAPE)
    connection.commit()


def _shape_of(connection: duckdb.DuckDBPyConnection) -> str:
    try:
        return read_note(connection, "shape")
    except duckdb.CatalogException:  # a new file has no notes
        return ""


def show(connection: duckdb.DuckDBPyConnection, entities: Iterable[Entity] = ENTITIES.values()) -> None:
    """Make the views of the entities, from the columns their tables have now."""
    for entity in entities:
        seen = selected(stored_columns(entity), _in_table(connection, entity))
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
    there = _in_table(connection, entity)
    missing = [c for c, values in zip(columns, given, strict=True) if values and c.name not in there]
    for column in missing:
        connection.execute(f"ALTER TABLE {kept(entity)} ADD COLUMN {quoted(column.name)} {type_of(column)}")
    if missing:
        show(connection, [entity])
    return tuple(c.name for c, values in zip(columns, given, strict=True) if values)


def _in_table(connection: duckdb.DuckDBPyConnection, entity: Entity) -> set[str]:
    """The columns the table has; asking for none of its rows is twenty times quicker than asking the catalogue."""
    return set(connection.sql(f"SELECT * FROM {kept(entity)} LIMIT 0").columns)
