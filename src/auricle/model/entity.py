"""What a table of facts is: columns with a type, a unit and a meaning, defined once.

DDL, validation, the data dictionary and the mapping form are all read from these definitions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow as pa

from ..sentence import sentence


class Type(StrEnum):
    """The types a column of a fact may have; each engine spells them in its own DDL."""

    ID = "id"  # an opaque name given by a source; text, never a number (leading zeros count)
    CATEGORY = "category"  # text of few distinct values, one may group by it
    TEXT = "text"
    INTEGER = "integer"  # 64 bits
    NUMBER = "number"  # double precision
    AMOUNT = "amount"  # decimal(18, 4): money and points, exact
    BOOLEAN = "boolean"
    INSTANT = "instant"  # microseconds, aware, UTC
    DATE = "date"
    JSON = "json"  # an object, as text

    @property
    def arrow(self) -> pa.DataType:
        return _ARROW[self]


_ARROW: dict[Type, Any] = {
    Type.ID: pa.string(),
    Type.CATEGORY: pa.string(),
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.AMOUNT: pa.decimal128(18, 4),
    Type.BOOLEAN: pa.bool_(),
    Type.INSTANT: pa.timestamp("us", tz="UTC"),
    Type.DATE: pa.date32(),
    Type.JSON: pa.string(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an entity.

    ``low`` and ``high`` bound a number; ``choices`` bound a category. ``inherits`` names the entity
    whose column of the same name is copied here when a fact arrives, so that a measure needs no join.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    inherits: str = ""
    personal: bool = False


DAY = Column("day", Type.DATE, "The calendar day in the workspace's zone, stamped when the row arrives.")


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of fact: its grain, its key, its columns.

    ``key`` names the row: a second row of the same key is a duplicate or a contradiction.
    ``time`` is the column that places the row in a window. Every entity with a time also has the
    column ``day``: the calendar day of that time in the workspace's zone, stamped by the store when
    the row arrives, so that calendar grains cost nothing at query time.
    ``opinion`` entities carry what people said: the privacy floor holds for them.
    """

    name: str
    grain: str
    key: str
    columns: tuple[Column, ...]
    time: str = ""
    opinion: bool = False

    def column(self, name: str) -> Column:
        for column in (*self.columns, *([DAY] if self.time else [])):
            if column.name == name:
                return column
        raise UnknownColumn(self, name)

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.columns) or (name == "day" and bool(self.time))

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of a batch of this entity, without the columns the store stamps."""
        return pa.schema([(c.name, c.type.arrow) for c in self.columns])


class UnknownColumn(LookupError):
    def __init__(self, entity: Entity, name: str):
        names = ", ".join(c.name for c in entity.columns)
        super().__init__(
            sentence("{entity} has no column {name!r}; it has {names}", entity=entity.name, name=name, names=names)
        )
