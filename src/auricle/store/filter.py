"""The restricted SQL in which filters, inputs and dimensions are written.

Text is parsed to a tree and the tree is built anew from the few kinds of node listed here: a name
becomes what the model says it is, a value is typed against what it is compared with, and anything
else is refused. Nothing of the text itself reaches an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from ..model import calendar
from ..model.dimension import UnknownDimension
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
        return self.node if isinstance(self.node, str) else _written(self.node)


Column = Callable[[str], Typed]


@lru_cache(maxsize=4096)
def parsed(text: str) -> exp.Expr:
    try:
        return parse_one(text, dialect="")
    except SqlglotError as error:
        raise FilterError(
            sentence(
                "cannot read {text!r}: {problem}; write it like channel = 'web'", text=text, problem=_first_line(error)
            )
        ) from None


def _written(node: exp.Expr) -> str:
    return node.sql(comments=False)


def _first_line(error: SqlglotError) -> str:
    """What the parser says, without the names of its own classes."""
    said = str(error).splitlines()[0]
    return "a part is missing" if "<class" in said else said.partition(" Line ")[0].rstrip(". ")


_COMPARE = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_JOIN = (exp.And, exp.Or)
_CALCULATE = (exp.Add, exp.Sub, exp.Mul)
_EXTREME = (exp.Min, exp.Max)


class Reader:
    """Rebuilds a parsed expression from allowed nodes; ``aggregates`` allows count, sum, avg, min and max."""

    def __init__(self, column: Column, spelling: Spelling, *, aggregates: bool = False):
        self._column, self._spelling, self._aggregates = column, spelling, aggregates

    def read(self, text: str) -> Typed:
        return self._read(parsed(text))

    def condition(self, text: str) -> exp.Expression:
        """The text as a filter: it must say true or false of a row."""
        return self._condition(parsed(text)).tree

    def _condition(self, node: exp.Expr) -> Typed:
        found = self._read(node)
        if found.family not in (Family.BOOLEAN, Family.NOTHING):
            raise FilterError(
                sentence(
                    "{written} is {family}, not a condition; compare it, for example {written} = {example}",
                    written=found.written,
                    family=found.family.said,
                    example="1" if found.family is Family.NUMBER else "'…'",
                )
            )
        return found

    def _read(self, node: exp.Expr) -> Typed:
        match node:
            case exp.Paren():
                return self._read(node.this)
            case exp.Column() | exp.Dot():
                return self._name(node)
            case exp.Literal(is_string=True):
                return Typed(exp.Literal.string(node.this), Family.TEXT, node, literal=node.this)
            case exp.Literal():
                return Typed(exp.Literal.number(node.this), Family.NUMBER, node)
            case exp.Boolean():
                return Typed(exp.Boolean(this=node.this), Family.BOOLEAN, node)
            case exp.Null():
                return Typed(exp.Null(), Family.NOTHING, node)
            case exp.Not():
                return Typed(exp.Not(this=exp.paren(self._condition(node.this).tree)), Family.BOOLEAN, node)
            case exp.Neg():
                return Typed(exp.Neg(this=exp.paren(self._number(node.this).tree)), Family.NUMBER, node)
            case exp.Div():
                return Typed(self._quotient(node), Family.NUMBER, node)
            case exp.Abs():
                return Typed(exp.Abs(this=self._number(node.this).tree), Family.NUMBER, node)
            case exp.In():
                return Typed(self._among(node), Family.BOOLEAN, node)
            case exp.Between():
                return Typed(self._between(node), Family.BOOLEAN, node)
            case exp.Is():
                return Typed(self._is(node), Family.BOOLEAN, node)
            case exp.Like() | exp.ILike():
                return Typed(self._like(node), Family.BOOLEAN, node)
            case exp.Case() | exp.If():
                return self._case(node)
            case exp.Coalesce():
                return self._first_present(node)
            case exp.Cast():
                return self._cast(node)
            case exp.Count() | exp.Sum() | exp.Avg() | exp.Min() | exp.Max():
                return self._aggregate(node)
        return self._joined(node)

    def _joined(self, node: exp.Expr) -> Typed:
        if isinstance(node, _JOIN):
            left, right = self._in_parens(self._condition, node)
            return Typed(type(node)(this=left, expression=right), Family.BOOLEAN, node)
        if isinstance(node, _COMPARE):
            one, other = self._alike(node.this, node.expression)
            return Typed(type(node)(this=one.tree, expression=other.tree), Family.BOOLEAN, node)
        if isinstance(node, _CALCULATE):
            left, right = self._in_parens(self._number, node)
            return Typed(type(node)(this=left, expression=right), Family.NUMBER, node)
        raise FilterError(
            sentence(
                "{written!r} is not allowed here; a filter is made of names, values, = <> < > in between "
                "like is null and or not, case and coalesce",
                written=_written(node),
            )
        )

    def _in_parens(self, read: Callable[[exp.Expr], Typed], node: exp.Binary) -> list[exp.Paren]:
        return [exp.paren(read(part).tree) for part in (node.this, node.expression)]

    def _name(self, node: exp.Column | exp.Dot) -> Typed:
        name = ".".join(part.name for part in node.parts)
        try:
            return self._column(name)
        except UnknownDimension as error:
            quoted = isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier) and node.this.quoted
            hint = sentence("; a text value is written in single quotes: '{name}'", name=name) if quoted else ""
            raise FilterError(sentence("{error}{hint}", error=sentence_of(error), hint=hint)) from error

    def _number(self, node: exp.Expr) -> Typed:
        found = as_number(self._read(node), self._spelling)
        if found.family not in (Family.NUMBER, Family.NOTHING):
            raise FilterError(
                sentence(
                    "{written} is {family}; only numbers can be calculated with",
                    written=found.written,
                    family=found.family.said,
                )
            )
        return found

    def _quotient(self, node: exp.Div) -> exp.Expression:
        above, below = (self._spelling.number(self._number(part).tree) for part in (node.this, node.expression))
        return exp.Div(this=above, expression=exp.Nullif(this=below, expression=exp.Literal.number(0)))

    def _alike(self, *nodes: exp.Expr) -> list[Typed]:
        return _alike([self._read(node) for node in nodes], self._spelling)

    def _among(self, node: exp.In) -> exp.Expression:
        if not node.expressions:
            raise FilterError(
                sentence(
                    "{written!r} needs a list of values, for example channel in ('web', 'app')", written=_written(node)
                )
            )
        first, *rest = self._alike(node.this, *node.expressions)
        return exp.In(this=first.tree, expressions=[value.tree for value in rest])

    def _between(self, node: exp.Between) -> exp.Expression:
        this, low, high = self._alike(node.this, node.args["low"], node.args["high"])
        return exp.Between(this=this.tree, low=low.tree, high=high.tree)

    def _is(self, node: exp.Is) -> exp.Expression:
        this = self._read(node.this)
        if isinstance(node.expression, exp.Boolean):
            return exp.Is(this=self._condition(node.this).tree, expression=exp.Boolean(this=node.expression.this))
        if not isinstance(node.expression, exp.Null):
            raise FilterError(
                sentence(
                    "{written!r} is not allowed here; write is null, is not null, is true or is false",
                    written=_written(node),
                )
            )
        return exp.Is(this=this.tree, expression=exp.Null())

    def _like(self, node: exp.Like | exp.ILike) -> exp.Expression:
        this, pattern = self._read(node.this), self._read(node.expression)
        if this.family is not Family.TEXT or pattern.literal is None:
            raise FilterError(sentence("like compares text with a pattern: {written} like 'W%'", written=this.written))
        found = type(node)(this=this.tree, expression=pattern.tree)
        return exp.Not(this=exp.paren(found)) if node.args.get("negate") else found

    def _case(self, node: exp.Case | exp.If) -> Typed:
        branches: list[exp.If] = [node] if isinstance(node, exp.If) else node.args["ifs"]
        other = node.args.get("false" if isinstance(node, exp.If) else "default")
        subject = node.this if isinstance(node, exp.Case) else None
        whens = [
            self._condition(branch.this if subject is None else exp.EQ(this=subject.copy(), expression=branch.this))
            for branch in branches
        ]
        values = self._alike(*(branch.args["true"] for branch in branches), *([other] if other else []))
        tree = exp.Case(
            ifs=[exp.If(this=when.tree, true=value.tree) for when, value in zip(whens, values, strict=False)],
            default=values[-1].tree if other else None,
        )
        return Typed(tree, _common(values), node, open=_all_open(values))

    def _first_present(self, node: exp.Coalesce) -> Typed:
        first, *rest = values = self._alike(node.this, *node.expressions)
        tree = exp.Coalesce(this=first.tree, expressions=[v.tree for v in rest])
        return Typed(tree, _common(values), node, open=_all_open(values))

    def _cast(self, node: exp.Cast) -> Typed:
        if node.to.is_type("date") and isinstance(node.this, exp.Literal):
            return Typed(day_literal(_day(node.this.this)), Family.DATE, node)
        if node.to.is_type("double"):
            found = self._read(node.this)
            cast = self._spelling.number_in if found.open else self._spelling.number
            return Typed(cast(found.tree), Family.NUMBER, node)
        raise FilterError(sentence("{written!r} is not allowed here; cast only to double", written=_written(node)))

    def _aggregate(self, node: exp.Count | exp.Sum | exp.Avg | exp.Min | exp.Max) -> Typed:
        if not self._aggregates:
            raise FilterError(
                sentence("{written!r} counts over rows; a filter looks at one row at a time", written=_written(node))
            )
        if isinstance(node, exp.Count):
            return Typed(self._count(node), Family.NUMBER, node)
        if isinstance(node, _EXTREME):
            found = self._read(node.this)
            return replace(found, tree=type(node)(this=found.tree), node=node)
        return Typed(type(node)(this=self._counted(node.this)), Family.NUMBER, node)

    def _counted(self, node: exp.Expr) -> exp.Expression:
        """What a sum adds up: a number, or 1 where a claim holds and 0 where it does not."""
        found = self._read(node)
        return one_or_zero(found.tree) if found.family is Family.BOOLEAN else self._number(node).tree

    def _count(self, node: exp.Count) -> exp.Expression:
        if isinstance(node.this, exp.Star):
            return exp.Count(this=exp.Star(), big_int=True)
        if isinstance(node.this, exp.Distinct):
            return self._spelling.distinct(self._read(node.this.expressions[0]).tree)
        return exp.Count(this=self._read(node.this).tree, big_int=True)


def _alike(values: Sequence[Typed], spelling: Spelling) -> list[Typed]:
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


def _day(text: str) -> date:
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


def _all_open(values: Sequence[Typed]) -> bool:
    return all(value.open for value in values if value.family is not Family.NOTHING)


def _common(values: Sequence[Typed]) -> Family:
    return next((value.family for value in values if value.family is not Family.NOTHING), Family.NOTHING)
