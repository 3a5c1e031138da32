"""Employees and units compared fairly: for the cases they had, and by as much as their numbers carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from ..analysis.estimator import Floats
from ..analysis.fairness import Fair, fair
from ..model.calendar import first_day, parsed, written
from ..model.entities import entity
from ..query.question import Question
from ..sentence import sentence
from ..store.relation import Relation
from ..store.store import Store
from .scoring import points_of, refuse_unscored
from .steps import grouped, is_known, named

WHO = ("employee", "unit")
FEWEST_FOR_TREND = 20
CASES = ("touchpoint", "channel", "segment")
"""What a case is like, beside the month and the question it was asked about."""


class NotWho(ValueError):
    def __init__(self, who: str):
        super().__init__(sentence("{who!r} serves nobody; choose one of {known}", who=who, known=", ".join(WHO)))


class NobodyNamed(ValueError):
    def __init__(self, measure: str, who: str):
        super().__init__(
            sentence(
                "no answer to {measure} here says which employee it is about; bring that in with the feedback, or "
                "choose another score",
                measure=measure,
            )
            if who == "employee"
            else sentence(
                "no answer to {measure} here says which unit it is about; bring that in with the feedback, or choose "
                "another score",
                measure=measure,
            )
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """Cases of one kind in which somebody's answers are furthest from what the others get for them."""

    name: str
    value: str
    n: int
    away: float


@dataclass(frozen=True, slots=True)
class Served:
    """One employee or unit; the numbers are those of ``analysis.fairness.Fair``, in the measure's unit.

    ``comments`` says how many of the answers come with words; ``spot`` is where to look first, None where no
    kind of case has enough answers. ``trend`` is None where there are fewer than 20 answers, or all are of one week.
    """

    who: str
    n: int
    raw: float
    expected: float
    adjusted: float
    standard_error: float
    value: float
    low: float
    high: float
    p: float
    verdict: str
    trend: float | None
    trend_error: float | None
    comments: int
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Fairly:
    """Everybody by name; ``hidden`` had too few answers. ``case_share`` is how much of all differences between
    answers goes with the cases; ``deviation`` of single answers, ``spread`` of people around ``centre``."""

    measure: str
    unit: str
    who: str
    better: str
    people: tuple[Served, ...]
    hidden: int
    answers: int
    centre: float
    deviation: float
    spread: float
    case_share: float
    version: int


def fairly(asked: Question, who: str, store: Store) -> Fairly:
    """Compare those who serve customers by a score; every answer counts once.

    Raises
        NotAScore, NotWho, NobodyNamed, TooFewPeople, MixedScales, ScaleUnknown.
    """
    refuse_unscored(asked.measure)
    if who not in WHO:
        raise NotWho(who)
    version, found = store.version(), store.query(_tree(asked, who, store))
    if not found.num_rows:
        raise NobodyNamed(asked.measure.name, who)
    points = points_of(asked.measure, *(found.column(name) for name in ("score", "scale", "polarity")))
    counts = np.asarray(found.column("n").to_numpy(), np.float64)
    people = [str(value) for value in found.column("who").to_pylist()]
    weeks = [parsed("week", str(value)[:10]) for value in found.column("week").to_pylist()]
    cases = {name: found.column(name).to_pylist() for name in (*CASES, "question")}
    cases["month"] = [written("month", first_day("month", day)) for day in weeks]
    told = fair(points, counts, people, _number(weeks), cases, fewest=asked.floor)
    comments = np.asarray(found.column("comments").to_numpy(), np.float64)
    measure = asked.measure
    served = tuple(_served(told, i, people, points, counts, comments, cases, asked.floor) for i in range(len(told.who)))
    return Fairly(
        measure.name, measure.unit, who, measure.better, served, len(set(people)) - len(served), int(counts.sum()),
        told.centre, told.deviation, told.spread, told.case_share, version,
    )  # fmt: skip


def _served(
    told: Fair, i: int, people: list[str], points: Floats, counts: Floats, comments: Floats,
    cases: dict[str, list[str | None]], floor: int,
) -> Served:  # fmt: skip
    mine = np.array([name == told.who[i] for name in people])
    trend, error = float(told.trend[i]), float(told.trend_error[i])
    has_trend = bool(np.isfinite(trend)) and told.n[i] >= FEWEST_FOR_TREND
    return Served(
        who=str(told.who[i]),
        n=int(told.n[i]),
        raw=float(told.raw[i]),
        expected=float(told.expected[i]),
        adjusted=float(told.adjusted[i]),
        standard_error=float(told.standard_error[i]),
        value=float(told.value[i]),
        low=float(told.low[i]),
        high=float(told.high[i]),
        p=float(told.p[i]),
        verdict=told.verdict[i],
        trend=trend if has_trend else None,
        trend_error=error if has_trend else None,
        comments=int(comments[mine].sum()),
        spot=_spot(mine, points, counts, cases, floor),
    )


def _spot(
    mine: NDArray[np.bool_], points: Floats, counts: Floats, cases: dict[str, list[str | None]], floor: int
) -> Spot | None:
    """The kind of case in which this one's mean is furthest below the others' for the same."""
    found = []
    for name in CASES:
        values = np.array([value or "" for value in cases[name]])
        for value in np.unique(values[mine]):
            own, others = (values == value) & mine, (values == value) & ~mine
            if value and counts[own].sum() >= floor and counts[others].sum() >= floor:
                away = np.average(points[own], weights=counts[own]) - np.average(points[others], weights=counts[others])
                found.append(Spot(name, str(value), int(counts[own].sum()), float(away)))
    return min(found, key=lambda spot: spot.away, default=None)


def _number(days: list[date]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([day.toordinal() for day in days], np.int64)


def _tree(asked: Question, who: str, store: Store) -> exp.Select:
    """Answers counted by whom they are about, week, case and score."""
    spelling, measure = store.spelling, asked.measure
    relation = Relation(entity(measure.entity), spelling, asked.own)
    score = spelling.number(relation.number(next(iter(measure.inputs.values()))))
    names = {"who": who, "week": "week", **{name: name for name in (*CASES, "question", "scale", "polarity")}}
    columns = {alias: relation.expression(name) for alias, name in names.items()} | {"score": score}
    relation.expression("feedback.source")  # links the feedback, whose words nobody may group by
    text = exp.column("text", table="feedback", quoted=True)
    has_words = exp.Case(
        ifs=[exp.If(this=is_known(text), true=exp.Literal.number(1))],
        default=exp.Literal.number(0),
    )
    conditions = [relation.parse(text) for text in (measure.where, asked.where) if text]
    conditions += [is_known(columns["who"]), is_known(score)]
    conditions += [tree for tree in [asked.window.condition(relation.expression("day"))] if tree]
    count = spelling.number(exp.Count(this=exp.Star(), big_int=True))
    words = spelling.number(exp.Sum(this=has_words))
    query = relation.select(*named(**columns, n=count, comments=words)).where(*conditions)
    return grouped(query, len(columns))
