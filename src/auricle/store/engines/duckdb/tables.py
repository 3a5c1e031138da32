"""The tables of a DuckDB file.

``kept.<entity>`` holds the facts, with one column more than callers see: ``place``, a hash of the
customer. Facts lie sorted by it, because the engine remembers least and greatest of every stretch
of 122,880 rows, of text only the first twelve letters, and ids tend to begin alike: by ``place`` one
customer is found out of fifty million facts in two milliseconds, by name in two hundred.
It has the columns that any row ever gave (see ``columns``); the view ``<entity>`` shows those of the
model, and ``whole.<entity>`` besides them ``place`` and the row's ``spot``. ``keeping.keys_<entity>``
is the list of the keys stored, hashed and sorted, so that judging a small batch reads a little of it
and no facts.
"""

from __future__ import annotations

from collections.abc import Iterable

from auricle.model.entities import ENTITIES, INTERACTIONS
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


def quoted(name: str) -> str:
    """An identifier of the model as SQL; ``order`` and ``column`` are words of SQL too."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def type_of(column: Column) -> str:
    return _TYPES[column.type]


def kept(entity: Entity) -> str:
    return f"kept.{quoted(entity.name)}"


def whole(entity: Entity) -> str:
    return f"whole.{quoted(entity.name)}"


def keys(entity: Entity) -> str:
    return f"keeping.{quoted('keys_' + entity.name)}"


def arriving(entity: Entity) -> str:
    """The view of rows that were staged to be stored."""
    return f"arriving_{entity.name}"


def stored_columns(entity: Entity) -> tuple[Column, ...]:
    """The columns a caller sees: those of the entity, and ``day``."""
    return (*entity.columns, DAY) if entity.time else entity.columns


def names_of(entity: Entity) -> str:
    return ", ".join(quoted(c.name) for c in stored_columns(entity))


def place_of(entity: Entity) -> str:
    """Where a row lies: with its customer's, or by itself when it has none."""
    return (
        f"hash(coalesce(customer, {quoted(entity.key)}))" if entity.has("customer") else f"hash({quoted(entity.key)})"
    )


def key_hash(entity: Entity) -> str:
    """A number for a key. The engine's own hash gives one in 10,000 keys that differ by two digits another's."""
    key = quoted(entity.key)
    return f"xor(hash({key}), hash(reverse({key})))"


def order_of(entity: Entity) -> str:
    """The order facts lie in: a customer's own together, by time; what happened at one moment as it is named."""
    last = entity.key if entity is INTERACTIONS else ""
    return ", ".join(quoted(n) for n in ("place", entity.time, last) if n)


def day_of(entity: Entity, zone: str) -> str:
    """SQL for the calendar day of a row, from its time column."""
    time = quoted(entity.time)
    if entity.column(entity.time).type is Type.DATE:
        return time
    if zone == "UTC":  # the calendar of zones, asked of every row, would cost ten times more
        return f"CAST(make_timestamp(epoch_us({time})) AS DATE)"
    return f"CAST({time} AT TIME ZONE {literal(zone)} AS DATE)"


def declared(columns: Iterable[Column]) -> str:
    return ", ".join(f"{quoted(c.name)} {type_of(c)}{' NOT NULL' if c.required else ''}" for c in columns)


def always_kept(entity: Entity) -> tuple[Column, ...]:
    """The columns a table has from the beginning: what every row has, and what says where it lies."""
    return tuple(c for c in stored_columns(entity) if c.required or c.name in ("customer", "day", entity.time))


def _create(entity: Entity) -> tuple[str, ...]:
    return (
        f"CREATE TABLE IF NOT EXISTS {kept(entity)} ({declared(always_kept(entity))}, place UBIGINT NOT NULL)",
        f"CREATE TABLE IF NOT EXISTS {keys(entity)} (key_hash UBIGINT NOT NULL, place UBIGINT NOT NULL)",
    )


SCHEMA: tuple[str, ...] = (
    "CREATE SCHEMA IF NOT EXISTS kept",
    "CREATE SCHEMA IF NOT EXISTS whole",
    "CREATE SCHEMA IF NOT EXISTS keeping",
    "CREATE TABLE IF NOT EXISTS keeping.origins (origin VARCHAR PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS keeping.notes (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)",
    "CREATE TABLE IF NOT EXISTS keeping.arrivals (position BIGINT, entity VARCHAR, key VARCHAR)",
    *(statement for entity in ENTITIES.values() for statement in _create(entity)),
)
