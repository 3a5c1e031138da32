"""The tables of a ClickHouse database: one per entity, and what the store keeps for itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from auricle.model.entities import ENTITIES
from auricle.model.entity import DAY, Column, Entity, Type

_TYPES: dict[Type, str] = {
    Type.ID: "String",
    Type.CATEGORY: "LowCardinality(String)",
    Type.TEXT: "String",
    Type.INTEGER: "Int64",
    Type.NUMBER: "Float64",
    Type.AMOUNT: "Decimal(18, 4)",
    Type.BOOLEAN: "Bool",
    Type.INSTANT: "DateTime64(6, 'UTC')",
    Type.DATE: "Date32",
    Type.JSON: "String",
}

# ClickHouse writes files without waiting for the disk and keeps replaced ones for eight minutes.
# What was acknowledged must outlive a power cut, and what was erased must be gone.
DURABLE = (
    "fsync_after_insert = 1, fsync_part_directory = 1, min_compressed_bytes_to_fsync_after_merge = 1, "
    "old_parts_lifetime = 1, cleanup_delay_period = 1, cleanup_delay_period_random_add = 0, "
    "max_cleanup_delay_period = 1"
)

LEDGER = "keeping_ledger"
ORIGINS = "keeping_origins"
OWNER = "keeping_owner"
"""An empty table whose comment names the workspace that the database belongs to."""

_KEEPING = (
    f"CREATE TABLE IF NOT EXISTS {LEDGER} (number UInt64, state LowCardinality(String), plan String) "
    f"ENGINE = MergeTree ORDER BY number SETTINGS {DURABLE}",
    f"CREATE TABLE IF NOT EXISTS {ORIGINS} (origin String) ENGINE = MergeTree ORDER BY origin SETTINGS {DURABLE}",
)


def quoted(name: str) -> str:
    """An identifier of the model as SQL; ``order`` and ``column`` are words of SQL too."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def type_of(column: Column) -> str:
    spelled = _TYPES[column.type]
    if column.required:
        return spelled
    if spelled.startswith("LowCardinality"):
        return "LowCardinality(Nullable(String))"
    return f"Nullable({spelled})"


def stored_columns(entity: Entity) -> tuple[Column, ...]:
    """The columns a caller sees in the store: those of the entity, and ``day``."""
    return (*entity.columns, DAY) if entity.time else entity.columns


def names_of(entity: Entity) -> str:
    return ", ".join(quoted(c.name) for c in stored_columns(entity))


def columns_of(entity: Entity) -> str:
    """Names and types of the columns a caller sees, as CREATE TABLE wants them."""
    return ", ".join(f"{quoted(c.name)} {type_of(c)}" for c in stored_columns(entity))


def create_table(entity: Entity) -> str:
    # facts lie by customer and time, so finding one by its key needs an index of its own
    index = f"INDEX by_key {quoted(entity.key)} TYPE bloom_filter(0.01) GRANULARITY 1"
    return (
        f"CREATE TABLE IF NOT EXISTS {quoted(entity.name)} ({columns_of(entity)}, {index}) ENGINE = MergeTree "
        f"ORDER BY ({order_of(entity)}) SETTINGS allow_nullable_key = 1, {DURABLE}"
    )


def day_of(entity: Entity, zone: str) -> str:
    """SQL for the calendar day of a row, from its time column."""
    time = quoted(entity.time)
    if entity.column(entity.time).type is Type.DATE:
        return time
    return f"toDate32(toTimeZone({time}, {literal(zone)}))"


def order_of(entity: Entity) -> str:
    """The order facts lie in: a customer's own together, by time."""
    names = [n for n in ("customer", entity.time, entity.key) if n and entity.has(n)]
    return ", ".join(quoted(n) for n in dict.fromkeys(names))


def growth(there: Collection[tuple[str, str]]) -> Iterator[str]:
    """What gives the tables of an older database, told by table and column, the columns they lack."""
    tables = {table for table, _ in there}
    for entity in ENTITIES.values():
        for column in stored_columns(entity) if entity.name in tables else ():
            if (entity.name, column.name) not in there:
                yield f"ALTER TABLE {quoted(entity.name)} ADD COLUMN {quoted(column.name)} {type_of(column)}"


SCHEMA = (*_KEEPING, *(create_table(e) for e in ENTITIES.values()))
