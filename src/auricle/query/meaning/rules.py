"""Rules as trees: which of them takes a row, and what it then means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite

from sqlglot import exp

from auricle.model.entities import INTERACTIONS
from auricle.model.meaning import CALCULATED, GIVEN, NUMBERS, Meaning, Rule, When
from auricle.sentence import sentence
from auricle.store.filter import Reader
from auricle.store.spelling import Spelling
from auricle.store.typed import Family, FilterError, as_number

from .fields import Fields

POSITION = "position"
"""The column that says which rule takes a row: 1 the first of them, 0 none."""


class NotANumber(FilterError):
    def __init__(self, column: str, text: str):
        super().__init__(
            sentence(
                "{column} is a number and {text!r} is none; write one, or begin with = to calculate it: "
                "=properties.total",
                column=column,
                text=text,
            )
        )


class NotText(FilterError):
    def __init__(self, column: str, text: str):
        super().__init__(
            sentence(
                "{column} is text and {text!r} is a number or a claim; say it in words: "
                "=case when properties.total > 100 then 'large' else 'small' end",
                column=column,
                text=text,
            )
        )


class Rules:
    """The rules of a meaning, spelled for one engine; ``fields`` are the names they speak of.

    Raises
        FilterError: a rule cannot be understood.
    """

    def __init__(self, meaning: Meaning, spelling: Spelling):
        self.fields = Fields()
        self._reader, self._spelling, self.all = Reader(self.fields, spelling), spelling, meaning.rules
        self._whens = [self.taken(rule.when) for rule in self.all]
        self._given = {column: self._case(column) for column in GIVEN}
        self._unsaid = {column: self.said(meaning.unsaid, column) for column in GIVEN}

    @property
    def dialect(self) -> str:
        return self._spelling.dialect

    @property
    def position(self) -> exp.Expression:
        """Which rule takes the row, over ``fields``."""
        ifs = [exp.If(this=when, true=exp.Literal.number(number)) for number, when in enumerate(self._whens, 1)]
        return exp.Case(ifs=ifs, default=exp.Literal.number(0)) if ifs else exp.Literal.number(0)

    def column(self, name: str) -> exp.Expression:
        """What a column of the interaction is, over ``fields`` and ``position``."""
        trees = [tree for tree in (self._given[name], self._unsaid[name]) if tree is not None]
        if not trees:
            return exp.Null()
        tree = trees[0] if len(trees) == 1 else exp.Coalesce(this=trees[0], expressions=trees[1:])
        return tree if INTERACTIONS.column(name).low is None else _at_least(INTERACTIONS.column(name).low, tree)

    @property
    def name(self) -> exp.Expression:
        """The name of the rule that takes the row, over ``position``; null when none does."""
        return _by_position((n, exp.Literal.string(rule.name)) for n, rule in enumerate(self.all, 1)) or exp.Null()

    def taken(self, when: When) -> exp.Expr:
        """Whether a row is one of those, never null."""
        claims = [claim for claim in (self._events(when.events), self._kind(when.kind)) if claim]
        if when.where.strip():
            claims.append(self._reader.condition(when.where))
        return exp.and_(*claims) if claims else exp.Boolean(this=True)

    def said(self, rule: Rule, column: str) -> exp.Expression | None:
        """What a rule says of a column; None when nothing."""
        text = rule.given(column).strip()
        if not text:
            return None
        return self._number(column, text) if column in NUMBERS else self._text(column, text)

    def _case(self, column: str) -> exp.Expression | None:
        said = ((n, self.said(rule, column)) for n, rule in enumerate(self.all, 1))
        return _by_position((n, tree) for n, tree in said if tree is not None)

    def _events(self, events: Sequence[str]) -> exp.Expr | None:
        if not events:
            return None
        name = self.fields("event").tree
        whole = [exp.Literal.string(event) for event in events if not event.endswith("*")]
        claims: list[exp.Expression] = [
            exp.StartsWith(this=name.copy(), expression=exp.Literal.string(event.rstrip("*")))
            for event in events
            if event.endswith("*")
        ]
        claims += [exp.In(this=name.copy(), expressions=whole)] if whole else []
        return exp.or_(*claims, copy=False)

    def _kind(self, kind: str) -> exp.Expression | None:
        return exp.EQ(this=self.fields("kind").tree, expression=exp.Literal.string(kind)) if kind else None

    def _number(self, column: str, text: str) -> exp.Expression:
        if not text.startswith(CALCULATED):
            return exp.Literal.number(repr(_parsed(column, text)))
        found = as_number(self._reader.read(text[1:]), self._spelling)
        if found.family not in (Family.NUMBER, Family.NOTHING):
            raise NotANumber(column, text)
        return self._spelling.number(found.tree)

    def _text(self, column: str, text: str) -> exp.Expression:
        if not text.startswith(CALCULATED):
            return exp.Literal.string(text)
        found = self._reader.read(text[1:])
        if found.family not in (Family.TEXT, Family.NOTHING):
            raise NotText(column, text)
        return found.tree


def _by_position(said: Iterable[tuple[int, exp.Expression]]) -> exp.Expression | None:
    ifs = [exp.If(this=exp.Literal.number(number), true=tree) for number, tree in said]
    return exp.Case(this=exp.column(POSITION, quoted=True), ifs=ifs) if ifs else None


def _at_least(low: float | None, tree: exp.Expression) -> exp.Expression:
    fits = exp.GTE(this=exp.paren(tree.copy()), expression=exp.Literal.number(low))
    return exp.Case(ifs=[exp.If(this=fits, true=tree)])


def _parsed(column: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise NotANumber(column, text) from None
    if not isfinite(number):
        raise NotANumber(column, text)
    return number


__all__ = ["POSITION", "NotANumber", "NotText", "Rules"]
