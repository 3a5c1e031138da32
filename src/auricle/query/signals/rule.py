"""A rule as data: one of a few kinds of thing to watch for, with its numbers and a filter."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from ...model.fitting import Misfit, fitted
from ...sentence import sentence, sentence_of


class Kind(StrEnum):
    SCORE = "score"
    THEME = "theme"
    CONFLICT = "conflict"
    COUNT = "count"
    FACT = "fact"
    SILENCE = "silence"
    RISK = "risk"
    LIMIT = "limit"


WATCHED = ("answers", "feedback", "mentions", "interactions", "orders", "contracts", "points", "exposures")
"""Entities whose rows are about a customer and may set a rule off as they arrive."""
_ENTITY = {Kind.SCORE: "answers", Kind.THEME: "mentions", Kind.CONFLICT: "mentions"}
_CLOCKED = (Kind.SILENCE, Kind.RISK, Kind.LIMIT)


class RuleWrong(ValueError):
    """A rule cannot be; ``field`` is the part of it that must change."""

    def __init__(self, field: str, reason: str):
        self.field = field
        super().__init__(reason)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to watch for.

    Parameters
        kind: ``score``: an answer to a question of kind ``question`` from ``at_least`` to ``at_most``;
            ``theme``: a mention of ``theme`` (any when empty) with a sentiment of ``sentiment_at_most`` or worse;
            ``conflict``: such words beside a score of ``at_least`` or better, in one feedback;
            ``count``: the ``times``-th row of ``entity`` that ``where`` fits, of one customer within ``days``;
            ``fact``: a row of ``entity`` that ``where`` fits;
            ``silence``: a customer who last gave ``at_least`` and has ordered nothing for ``days``;
            ``risk``: a chance of leaving of ``chance_at_least`` by the model last worked out;
            ``limit``: a week in which ``measure`` was outside its control limits.
        where: a filter on the rows.
        newest_days: rows older than this when they arrive set nothing off.
        moment: of a ``fact`` the column that says when it happened, and has to be filled; the entity's own time when
            empty.
    """

    kind: Kind
    entity: str = ""
    where: str = ""
    question: str = "nps"
    at_least: float | None = None
    at_most: float | None = None
    theme: str = ""
    sentiment_at_most: float = -0.2
    times: int = 1
    days: int = 30
    chance_at_least: float = 0.5
    measure: str = ""
    newest_days: int = 30
    moment: str = ""

    @property
    def watches(self) -> str:
        """The entity whose arriving rows are judged; empty where a clock does it."""
        return "" if self.kind in _CLOCKED else _ENTITY.get(self.kind, self.entity)

    @property
    def condition(self) -> str:
        """The rows that may set it off, as a filter on ``watches``."""
        own = f"({self.where})" if self.where.strip() else ""
        return " and ".join(filter(None, [*self._conditions(), own])) or "true"

    def _conditions(self) -> list[str]:
        match self.kind:
            case Kind.SCORE:
                ends = [("<=", self.at_most), (">=", self.at_least)]
                return [f"kind = {_text(self.question)}", *(f"score {op} {n:g}" for op, n in ends if n is not None)]
            case Kind.THEME | Kind.CONFLICT:
                theme = [f"theme = {_text(self.theme)}"] if self.theme else []
                return [*theme, f"sentiment <= {self.sentiment_at_most:g}"]
            case Kind.FACT if self.moment:
                return [f"{self.moment} is not null"]
        return []


def read_rule(document: Mapping[str, Any]) -> Rule:
    """A rule from its document, checked.

    Raises
        RuleWrong: a part is missing, unknown or cannot be.
    """
    try:
        rule = fitted(dict(document), Rule)
    except Misfit as misfit:
        raise RuleWrong(str(misfit.at[0]) if misfit.at else "kind", sentence_of(misfit)) from None
    for field, is_wrong, reason in _demands(rule):
        if is_wrong:
            raise RuleWrong(field, reason)
    return rule


def _demands(rule: Rule) -> list[tuple[str, bool, str]]:
    scores = rule.kind is Kind.SCORE and rule.at_least is None and rule.at_most is None
    praised = rule.kind in (Kind.CONFLICT, Kind.SILENCE) and rule.at_least is None
    choosing = rule.kind in (Kind.COUNT, Kind.FACT)
    return [
        ("at_most", scores, sentence("say how low or how high the score must be")),
        ("at_least", praised, sentence("say from which score on a customer counts as happy")),
        ("entity", choosing and rule.entity not in WATCHED, sentence("choose what to watch: one of the entities")),
        ("where", choosing and not rule.where.strip(), sentence("say which rows, such as activity = 'payment_failed'")),
        ("times", not 1 <= rule.times <= 1000, sentence("a number of times is between 1 and 1000")),
        ("days", not 1 <= rule.days <= 1000, sentence("a number of days is between 1 and 1000")),
        ("newest_days", not 1 <= rule.newest_days <= 1000, sentence("a number of days is between 1 and 1000")),
        ("sentiment_at_most", not -1 <= rule.sentiment_at_most <= 1, sentence("a sentiment is between -1 and 1")),
        ("chance_at_least", not 0 < rule.chance_at_least <= 1, sentence("a chance is above 0 and at most 1")),
        ("measure", rule.kind is Kind.LIMIT and not rule.measure, sentence("choose a measure")),
    ]


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
