"""The restricted SQL in which filters, inputs and dimensions are written.

Text is parsed to a tree and the tree is built anew from the few kinds of node listed here: a name
becomes what the model says it is, a value is typed against what it is compared with, and anything
else is refused. Nothing of the text itself reaches an engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError, SqlglotError

from ..model.dimension import UnknownDimension
from ..sentence import sentence, sentence_of
from .spelling import Spelling
from .typed import (
    Family,
    FilterError,
    Typed,
    alike,
    all_open,
    as_number,
    common,
    day_literal,
    day_of,
    one_or_zero,
    written_as,
)

Column = Callable[[str], Typed]


@lru_cache(maxsize=4096)
def parsed(text: str) -> exp.Expr:
    try:
        return parse_one(text, dialect="")
    except SqlglotError as error:
        raise FilterError(
            sentence(
                "cannot read {text!r}: {problem}; write it like channel = 'web'", text=text, problem=_problem(error)
            )
        ) from None


def _problem(error: SqlglotError) -> str:
    """Where it stops making sense; what the parser says itself is for programmers, and in English."""
    found = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
    if "Unexpected" in str(found.get("description")):
        return sentence("{part!r} does not fit there", part=found["highlight"])
    return sentence("a part is missing")


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
                written=written_as(node),
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
        return alike([self._read(node) for node in nodes], self._spelling)

    def _among(self, node: exp.In) -> exp.Expression:
        if not node.expressions:
            raise FilterError(
                sentence(
                    "{written!r} needs a list of values, for example channel in ('web', 'app')",
                    written=written_as(node),
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
                    written=written_as(node),
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
        return Typed(tree, common(values), node, open=all_open(values))

    def _first_present(self, node: exp.Coalesce) -> Typed:
        first, *rest = values = self._alike(node.this, *node.expressions)
        tree = exp.Coalesce(this=first.tree, expressions=[v.tree for v in rest])
        return Typed(tree, common(values), node, open=all_open(values))

    def _cast(self, node: exp.Cast) -> Typed:
        if node.to.is_type("date") and isinstance(node.this, exp.Literal):
            return Typed(day_literal(day_of(node.this.this)), Family.DATE, node)
        if node.to.is_type("double"):
            found = self._read(node.this)
            cast = self._spelling.number_in if found.open else self._spelling.number
            return Typed(cast(found.tree), Family.NUMBER, node)
        raise FilterError(sentence("{written!r} is not allowed here; cast only to double", written=written_as(node)))

    def _aggregate(self, node: exp.Count | exp.Sum | exp.Avg | exp.Min | exp.Max) -> Typed:
        if not self._aggregates:
            raise FilterError(
                sentence("{written!r} counts over rows; a filter looks at one row at a time", written=written_as(node))
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
