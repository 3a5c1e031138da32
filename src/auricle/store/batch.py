"""Whether a batch fits its entity, said before anything is stored."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.types as kinds

from auricle.model.entity import Column, Entity, Type

from ..sentence import sentence


class BatchRefused(ValueError):
    """A batch does not fit its entity; nothing of it was stored."""


class MissingColumn(BatchRefused):
    def __init__(self, entity: Entity, column: Column):
        super().__init__(
            sentence(
                "a batch of {entity} lacks the column {column!r}, which every row must have; add it",
                entity=entity.name,
                column=column.name,
            )
        )


class WrongColumnType(BatchRefused):
    def __init__(self, entity: Entity, column: Column, given: pa.DataType):
        super().__init__(
            sentence(
                "{entity}.{column} is {type} and is given as {given}; cast it to {arrow}",
                entity=entity.name,
                column=column.name,
                type=column.type.value,
                given=given,
                arrow=column.type.arrow,
            )
        )


class MissingValue(BatchRefused):
    def __init__(self, entity: Entity, column: Column, rows: int):
        super().__init__(
            sentence(
                "{rows} rows of {entity} have no {column}, which every row must have; fill it in or "
                "leave those rows out",
                rows=rows,
                entity=entity.name,
                column=column.name,
            )
        )


class ValueRefused(BatchRefused):
    def __init__(self, entity: Entity, reason: str):
        super().__init__(
            sentence(
                "a value in the batch of {entity} cannot be stored ({reason}); mend it and add it again",
                entity=entity.name,
                reason=reason,
            )
        )


def given_columns(entity: Entity, schema: pa.Schema) -> tuple[Column, ...]:
    """The entity's columns that a batch of this schema brings, checked.

    Raises
        UnknownColumn: the batch has a column the entity lacks.
        MissingColumn: a required column is not there.
        WrongColumnType: a column's type would lose something when stored.
    """
    given = tuple(entity.column(name) for name in schema.names if name != "day")
    for column in entity.columns:
        if column.required and column not in given:
            raise MissingColumn(entity, column)
    for column in given:
        if not _fits(column.type, schema.field(column.name).type):
            raise WrongColumnType(entity, column, schema.field(column.name).type)
    return given


def _is_text(given: pa.DataType) -> bool:
    if kinds.is_dictionary(given):
        return _is_text(given.value_type)
    return bool(kinds.is_string(given) or kinds.is_large_string(given) or kinds.is_string_view(given))


def _is_aware(given: pa.DataType) -> bool:
    return bool(kinds.is_timestamp(given) and given.tz)


def _is_amount(given: pa.DataType) -> bool:
    return bool(kinds.is_integer(given) or (kinds.is_decimal(given) and given.scale <= 4))


def _is_number(given: pa.DataType) -> bool:
    return bool(kinds.is_integer(given) or kinds.is_floating(given) or kinds.is_decimal(given))


_FITS: dict[Type, Callable[[pa.DataType], bool]] = {
    Type.ID: _is_text,
    Type.CATEGORY: _is_text,
    Type.TEXT: _is_text,
    Type.JSON: _is_text,
    Type.INTEGER: kinds.is_integer,
    Type.NUMBER: _is_number,
    Type.AMOUNT: _is_amount,
    Type.BOOLEAN: kinds.is_boolean,
    Type.INSTANT: _is_aware,
    Type.DATE: kinds.is_date32,
}


def _fits(type_: Type, given: pa.DataType) -> bool:
    return bool(kinds.is_null(given) or _FITS[type_](given))
