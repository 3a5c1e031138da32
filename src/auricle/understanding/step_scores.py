"""What customers said of each step: scores of the answers that belong to its interactions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from sqlglot import exp

from ..analysis.estimator import Estimates, Sums
from ..analysis.net_score import NetScoreEstimator
from ..analysis.top_box import TopBox, bounds
from ..analysis.worst import clearly_worst
from ..model.entities import ANSWERS, FEEDBACK, INTERACTIONS
from ..query.fold import Axis
from ..query.guard import guarded_by_filter
from ..query.memory import Memory
from ..query.privacy import conceal
from ..query.question import Question
from ..query.result import Result, Row
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from .steps import Steps, column, grouped, how_many, is_known, named

UNIT = {"csat": "share", "nps": "points"}
"""The kinds of question looked for, the one that speaks of a single step first."""


@dataclass(frozen=True, slots=True)
class Pain:
    """A step scored clearly below the ``others`` taken together; ``gap`` in the unit of the score."""

    step: str
    row: Row
    others: float
    gap: float


@dataclass(frozen=True, slots=True)
class StepScores:
    """``rows`` by step, in the unit of ``measure``, a step below the privacy floor suppressed; worst first."""

    measure: str
    unit: str
    rows: tuple[Row, ...]

    @property
    def pain(self) -> Pain | None:
        """The worst step, if it is clearly worse than the others even though it was picked as the worst."""
        rows = [row for row in self.rows if row.value is not None and row.n]
        parts = [(row.value or 0.0, row.standard_error or 0.0, row.n or 0) for row in rows]
        worst = clearly_worst(*zip(*parts, strict=True)) if parts else None
        return Pain(str(rows[worst.place].by["step"]), rows[worst.place], worst.others, worst.gap) if worst else None

    def of(self, step: str) -> Row | None:
        return next((row for row in self.rows if row.by["step"] == step), None)


def of_dimension(result: Result) -> StepScores:
    """A score by touchpoint, channel or stage, as the scores of those steps."""
    rows = [replace(row, by={"step": row.by[result.by[0]]}) for row in result.rows if row.by[result.by[0]]]
    return StepScores(result.measure, result.unit, _worst_first(rows))


def of_activities(asked: Steps, score: Question, store: Store) -> StepScores | None:
    """A score by the activity of the interaction that the feedback is about; None where there is no answer.

    ``score`` is the measure over all answers under the same filter, for the guard of the floor.
    """
    kind = score.measure.name
    cells = store.query(_tree(asked, kind, store.spelling))
    if not cells.num_rows or (score.where and guarded_by_filter(score, Memory(store)).total):
        return None
    return StepScores(kind, UNIT[kind], _worst_first(_rows(cells, kind, asked.floor)))


def _tree(asked: Steps, kind: str, spelling: Spelling) -> exp.Select:
    relation = Relation(ANSWERS, spelling, asked.own)
    score, step = relation.expression("score"), column("step", "about")
    conditions = [relation.parse(f"kind = '{kind}'"), is_known(score), is_known(step)]
    if inside := asked.window.condition(relation.expression("day")):
        conditions.append(inside)
    if asked.where:
        conditions.append(relation.parse(asked.where))
    parts = named(step=step, score=score, scale=relation.expression("scale"), polarity=relation.expression("polarity"))
    query = relation.select(*parts, *named(n=how_many(spelling)))
    same = exp.EQ(this=column("feedback", ANSWERS.name), expression=column("feedback", "about"))
    return grouped(query.join(_about(spelling).subquery("about"), on=same).where(*conditions), 4)


def _about(spelling: Spelling) -> exp.Select:
    """The activity that each feedback is about."""
    feedback, steps = Relation(FEEDBACK, spelling), spelling.table(INTERACTIONS.name)
    table = exp.alias_(steps, "happened", table=True, quoted=True)
    key = feedback.expression(INTERACTIONS.key)
    same = exp.EQ(this=key, expression=column(INTERACTIONS.key, "happened"))
    found = feedback.select(*named(feedback=feedback.expression("feedback"), step=column("activity", "happened")))
    return found.join(table, on=same)


def _rows(cells: pa.Table, kind: str, floor: int) -> list[Row]:
    names, group = np.unique(np.array(cells.column("step").to_pylist()), return_inverse=True)
    n = np.asarray(cells.column("n").to_numpy(), np.float64)
    sums = Sums(len(names), {"n": n}, group.astype(np.int64), _key(cells, kind))
    found: Estimates = (NetScoreEstimator() if kind == "nps" else TopBox()).estimate(sums)
    counts = np.bincount(group, n, len(names)).astype(np.float64)
    axis = Axis("step", "", tuple(names), tuple(names), np.arange(len(names)))
    hidden = conceal([axis], np.arange(len(names))[:, None], counts, floor).groups
    return [_row(str(name), found, place, bool(hidden[place])) for place, name in enumerate(names)]


def _worst_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (row.value is None, row.value or 0.0)))


def _row(name: str, found: Estimates, place: int, hidden: bool) -> Row:
    if hidden:
        return Row({"step": name}, None, None, None, None, None, suppressed=True)
    one = found[place]
    parts = (one.value, one.low, one.high, one.standard_error)
    value, low, high, error = (None if np.isnan(part) else part for part in parts)
    return Row({"step": name}, one.n, value, low, high, error)


def _key(cells: pa.Table, kind: str) -> Any:
    scores = np.asarray(cells.column("score").to_numpy(), np.float64)
    if kind == "nps":
        return scores
    scales, polarities = (cells.column(name).to_pylist() for name in ("scale", "polarity"))
    ends = [bounds(scale or "1-5") for scale in scales]
    best = [end[0] if (polarity or 1) < 0 else end[1] for end, polarity in zip(ends, polarities, strict=True)]
    return np.abs(np.array(best, np.float64) - scores)
