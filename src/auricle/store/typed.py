"""What the parts of a filter yield, and how two of them are made alike to be compared or joined.

A quoted value is typed after what it stands beside: a date, an instant, a number from inside JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlglot import exp

from ..model import calendar
from ..model.entity import Type
from ..sentence import sentence, sentence_of
from .spelling import Spelling


class FilterError(ValueError):
    """A filter or expression that cannot be understood; names the part and the next step."""


class Family(StrEnum):
    TEXT = "text"
    NUMBER = "a number"
    BOOLEAN = "true or false"
    INSTANT = "an instant"
    DATE = "a date"
    NOTHING = "nothing"

    @property
    def said(self) -> str:
        return _SAID[self]


_SAID = {
    Family.TEXT: sentence("text"),
    Family.NUMBER: sentence("a number"),
    Family.BOOLEAN: sentence("true or false"),
    Family.INSTANT: sentence("an instant"),
    Family.DATE: sentence("a date"),
    Family.NOTHING: sentence("an empty value"),
}

_FAMILY = {
    Type.INTEGER: Family.NUMBER,
    Type.NUMBER: Family.NUMBER,
    Type.AMOUNT: Family.NUMBER,
    Type.BOOLEAN: Family.BOOLEAN,
    Type.INSTANT: Family.INSTANT,
    Type.DATE: Family.DATE,
}


def family(type_: Type) -> Family:
    return _FAMILY.get(type_, Family.TEXT)


@dataclass(frozen=True, slots=True)
class Typed:
    """A tree with what it yields.

    ``literal`` holds the text of a quoted value not yet typed. ``open`` is text from inside JSON, which
    is a number where a number is wanted (nothing where it is none).
    """

    tree: exp.Expression
    family: Family
    node: exp.Expr | str
    grain: str = ""
    literal: str | None = None
    open: bool = False

    @property
    def written(self) -> str:
        return self.node if isinstance(self.node, str) else written_as(self.node)


def written_as(node: exp.Expr) -> str:
    return node.sql(comments=False)


def alike(values: Sequence[Typed], spelling: Spelling) -> list[Typed]:
    """The values with quoted ones typed after the others, or an error naming the pair that differs."""
    known = [v for v in values if v.family is not Family.NOTHING] or values[:1]
    against = min(known, key=lambda value: (value.literal is not None, value.open))
    return [_meet(value, against, spelling) for value in values]


def _meet(value: Typed, other: Typed, spelling: Spelling) -> Typed:
    if Family.NOTHING in (value.family, other.family):
        return value
    if value.literal is not None and other.family in (Family.DATE, Family.INSTANT):
        typed = (
            _dated(value.literal, other) if other.family is Family.DATE else _instant(value.literal, other, spelling)
        )
        return replace(value, tree=typed, family=other.family, literal=None)
    if value.open and other.family is Family.NUMBER:
        return as_number(value, spelling)
    if value.family is other.family:
        return value
    raise FilterError(
        sentence(
            "{written} is {family}, {other} is {other_family}; {instead}",
            written=other.written,
            family=other.family.said,
            other=value.written,
            other_family=value.family.said,
            instead=_instead(value, other),
        )
    )


def as_number(value: Typed, spelling: Spelling) -> Typed:
    """What is text inside JSON as the number it writes; anything else as it is."""
    if not value.open:
        return value
    return replace(value, tree=spelling.number_in(value.tree), family=Family.NUMBER, open=False)


def _instead(value: Typed, other: Typed) -> str:
    match other.family:
        case Family.TEXT if isinstance(value.tree, exp.Literal):
            return sentence("write it in quotes: '{value}'", value=value.written)
        case Family.NUMBER if value.literal is not None:
            return sentence("write a number without quotes")
        case Family.BOOLEAN:
            return sentence("compare it with true or false")
        case Family.DATE:
            return sentence("write a date in quotes: '2018-03-05'")
        case Family.INSTANT:
            return sentence("write an instant with its offset: '2018-03-05T09:00:00+00:00'")
    return sentence("compare like with like")


def _dated(text: str, other: Typed) -> exp.Expression:
    try:
        return day_literal(calendar.parsed(other.grain or "day", text))
    except calendar.NotAPeriod as error:
        raise FilterError(
            sentence("{written} cannot be compared with it: {error}", written=other.written, error=sentence_of(error))
        ) from None


def day_of(text: str) -> date:
    try:
        return calendar.parsed("day", text)
    except calendar.NotAPeriod as error:
        raise FilterError(sentence_of(error)) from None


def day_literal(day: date) -> exp.Expression:
    return exp.cast(exp.Literal.string(day.isoformat()), "date")


def _instant(text: str, other: Typed, spelling: Spelling) -> exp.Expression:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise FilterError(
            sentence(
                "{written} is an instant and {text!r} names no moment; write one with its offset, "
                "'2018-03-05T09:00:00+00:00', or compare day with a date: day >= '2018-03-05'",
                written=other.written,
                text=text,
            )
        )
    return spelling.instant(at.astimezone(UTC))


def one_or_zero(claim: exp.Expression) -> exp.Expression:
    denied = exp.Not(this=exp.paren(claim.copy()))
    one, zero = exp.Literal.number(1), exp.Literal.number(0)
    return exp.Case(ifs=[exp.If(this=claim, true=one), exp.If(this=denied, true=zero)])


def all_open(values: Sequence[Typed]) -> bool:
    return all(value.open for value in values if value.family is not Family.NOTHING)


def common(values: Sequence[Typed]) -> Family:
    return next((value.family for value in values if value.family is not Family.NOTHING), Family.NOTHING)
