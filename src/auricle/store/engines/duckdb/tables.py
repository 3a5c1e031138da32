"""The tables of a DuckDB file: one per entity, and what the store keeps for itself."""

from __future__ import annotations

from auricle.model.entities import ENTITIES
from auricle.model.entity import DAY, Column, Entity, Type

_TYPES: dict[Type, str] = {
    Type.ID: "VARCHAR",
    Type.CATEGORY: "VARCHAR",
    Type.TEXT: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.AMOUNT: "DECIMAL(18, 4)",
    Type.BOOLEAN: "BOOLEAN",
    Type.INSTANT: "TIMESTAMP WITH TIME ZONE",
    Type.DATE: "DATE",
    Type.JSON: "JSON",
}

KEEPING = (
    "CREATE SCHEMA IF NOT EXISTS keeping",
    "CREATE TABLE IF NOT EXISTS keeping.origins (origin VARCHAR PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS keeping.notes (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)",
)


def quoted(name: str) -> str:
    """An identifier of the model as SQL; ``order`` and ``column`` are words of SQL too."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def type_of(column: Column) -> str:
    return _TYPES[column.type]


def stored_columns(entity: Entity) -> tuple[Column, ...]:
    """The columns a caller sees in the store: those of the entity, and ``day``."""
    return (*entity.columns, DAY) if entity.time else entity.columns


def create_table(entity: Entity) -> str:
    columns = ", ".join(
        f"{quoted(c.name)} {type_of(c)}{' NOT NULL' if c.required else ''}" for c in stored_columns(entity)
    )
    return f"CREATE TABLE IF NOT EXISTS {quoted(entity.name)} ({columns})"


def day_of(entity: Entity, zone: str, time: str = "") -> str:
    """SQL for the calendar day of a row, from its time column."""
    time = time or quoted(entity.time)
    if entity.column(entity.time).type is Type.DATE:
        return time
    return f"CAST({time} AT TIME ZONE {literal(zone)} AS DATE)"


def order_of(entity: Entity) -> str:
    """The order facts lie in: a customer's own together, by time."""
    names = [n for n in ("customer", entity.time, entity.key) if n and entity.has(n)]
    return ", ".join(quoted(n) for n in dict.fromkeys(names))


SCHEMA = (*KEEPING, *(create_table(e) for e in ENTITIES.values()))
