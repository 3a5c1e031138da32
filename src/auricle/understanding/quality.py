"""Answers that may not mean what they say: flagged and never deleted, the score with and without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from sqlglot import exp

from ..analysis.carelessness import APART, ITEMS, LETTERS, OF_THE_MEDIAN, leaving_out, mean_of
from ..analysis.estimator import Estimate, Floats
from ..analysis.top_box import UnknownScale, bounds
from ..model.entities import entity
from ..query.guard import guarded_by_filter, refuse_singling_out
from ..query.last_answers import known
from ..query.memory import Memory
from ..query.question import Question
from ..query.window import Window
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from ..store.trees import aliased, column_of
from .gathering import NothingToExplain, TooFewToExplain
from .scoring import points_of, refuse_unscored

STRAIGHT, CONTRADICTS, REPEATED, FAST = "straight", "contradicts", "repeated", "fast"
FLAGS = (STRAIGHT, CONTRADICTS, REPEATED, FAST)
TIME = "properties.duration_seconds"
STEP = 0.1


@dataclass(frozen=True, slots=True)
class Flag:
    """``n`` of ``judged`` answers have it; ``shift`` is what leaving them out does to the score.

    ``n`` is None where too few to show, ``shift`` where it cannot be told. ``judged`` is 0 where the
    answers do not carry what it takes (several ratings, words, the time taken).
    """

    name: str
    n: int | None
    judged: int
    without: Estimate | None
    shift: Estimate | None


@dataclass(frozen=True, slots=True)
class AnswerQuality:
    """The score of all answers, and without those that have any flag."""

    measure: str
    unit: str
    window: Window
    where: str
    answers: int
    score: Estimate
    flags: tuple[Flag, ...]
    any: Flag
    query: str
    version: int


def answer_quality(question: Question, store: Store) -> AnswerQuality:
    """How many answers to a score look careless, contradictory or copied, and whether that moves the score.

    *straight*: four ratings or more in the same survey, all alike. *contradicts*: the score lies .6 of the
    scale from the mean of these ratings. *repeated*: the same words of 20 characters or more in another
    answer. *fast*: given in less than .4 of the median time, where ``properties`` say ``duration_seconds``.

    Raises
        NotAScore, NothingToExplain, TooFewToExplain, MixedScales, ScaleUnknown, SinglesOut, FilterError.
    """
    refuse_unscored(question.measure)
    refuse_singling_out(question)
    tree = _flagged(question, store.spelling)
    cells = store.query(tree)
    if not cells.num_rows:
        raise NothingToExplain(question.measure.name)
    n = _floats(cells, "n")
    hides = bool(question.where) and guarded_by_filter(replace(question, by=()), Memory(store)).total
    if n.sum() < question.floor or hides:
        raise TooFewToExplain(int(n.sum()), 1)
    points = points_of(question.measure, *(cells.column(name) for name in ("target", "scale", "polarity")))
    has, judged = _flags(cells)
    flags = [_flag(name, has[name], judged[name], points, n, question.floor) for name in FLAGS]
    anything = np.logical_or.reduce([has[name] for name in FLAGS])
    return AnswerQuality(
        question.measure.name,
        question.measure.unit,
        question.window,
        question.where,
        int(n.sum()),
        mean_of(points, n),
        tuple(flags),
        _flag("any", anything, np.logical_or.reduce([judged[name] for name in FLAGS]), points, n, question.floor),
        tree.sql(store.spelling.dialect, pretty=True),
        store.version(),
    )


def _flagged(question: Question, spelling: Spelling) -> exp.Select:
    """Answers by their score and by what is needed to judge them, counted."""
    measure, answers = question.measure, Relation(entity("answers"), spelling, question.own)
    score = answers.number(next(iter(measure.inputs.values())))
    said: dict[str, exp.Expression] = {
        "key": answers.expression("feedback"), "target": spelling.number(score), "scale": answers.expression("scale"),
        "polarity": answers.expression("polarity"),
    }  # fmt: skip
    conditions = [answers.parse(text) for text in (measure.where, question.where) if text]
    conditions += [known(score), *_inside(question.window, answers)]
    targets = answers.select(*aliased(said)).where(*conditions)
    keys: dict[str, exp.Expression] = {name: column_of("said", name) for name in ("target", "scale", "polarity")}
    keys |= {name: column_of("rated", name) for name in ("items", "low", "high", "mean", "item_scale", "other_scale")}
    keys |= {"copies": column_of("told", "copies"), "time": column_of("told", "time")}
    count = {"n": spelling.number(exp.Count(this=exp.Star(), big_int=True))}
    query = exp.select(*aliased({**keys, **count})).from_(targets.subquery("said"))
    for name, part in (("rated", _ratings(question, spelling)), ("told", _texts(question, spelling))):
        same = exp.EQ(this=column_of("said", "key"), expression=column_of(name, "key"))
        query = query.join(part.subquery(name), on=same, join_type="left")
    return query.group_by(*(exp.Literal.number(i + 1) for i in range(len(keys))))


def _ratings(question: Question, spelling: Spelling) -> exp.Select:
    """The ratings of each feedback: how many, least, greatest, mean to a quarter, their scale."""
    relation = Relation(entity("answers"), spelling)
    score = spelling.number(relation.expression("score"))
    scale = relation.expression("scale")
    quarters = exp.Round(this=exp.Mul(this=exp.Avg(this=score.copy()), expression=exp.Literal.number(4)))
    columns: dict[str, exp.Expression] = {
        "key": relation.expression("feedback"), "items": exp.Count(this=exp.Star(), big_int=True),
        "low": exp.Min(this=score), "high": exp.Max(this=score.copy()), "mean": spelling.number(quarters),
        "item_scale": exp.Min(this=scale), "other_scale": exp.Max(this=scale.copy()),
    }  # fmt: skip
    is_rating = exp.EQ(this=relation.expression("kind"), expression=exp.Literal.string("rating"))
    query = relation.select(*aliased(columns))
    return query.where(is_rating, known(score), *_inside(question.window, relation)).group_by(exp.Literal.number(1))


def _texts(question: Question, spelling: Spelling) -> exp.Select:
    """How many answers of the window have the same words, and the bin of the time taken."""
    relation = Relation(entity("feedback"), spelling)
    text = exp.Lower(this=exp.Trim(this=exp.column("text", table="feedback", quoted=True)))
    is_long = exp.GTE(this=exp.Length(this=text.copy()), expression=exp.Literal.number(LETTERS))
    copies = exp.Window(this=exp.Count(this=exp.Star(), big_int=True), partition_by=[text])
    seconds = exp.TryCast(this=relation.expression(TIME), to=exp.DataType.build("double"))
    columns = {
        "key": relation.expression("feedback"),
        "copies": exp.Case(ifs=[exp.If(this=is_long, true=copies)]),
        "time": spelling.log_bin(seconds, STEP),
    }
    inside = _inside(question.window, relation)
    query = relation.select(*aliased(columns))
    return query.where(*inside) if inside else query


def _flags(cells: pa.Table) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Per flag which cells have it, and which can be judged."""
    items, low, high, mean, copies, time, n = (
        _floats(cells, name) for name in ("items", "low", "high", "mean", "copies", "time", "n")
    )
    one_scale = np.array([a is not None and a == b for a, b in zip(*_texts_of(cells), strict=True)])
    many = one_scale & (np.nan_to_num(items) >= ITEMS)
    target = _placed(cells.column("target"), cells.column("scale"), cells.column("polarity"))
    rated = _placed(pa.array(mean / 4), cells.column("item_scale"), pa.array([1] * len(items)))
    comparable = many & ~np.isnan(target) & ~np.isnan(rated)
    timed = ~np.isnan(time)
    median = _weighted_median(time[timed], n[timed])
    quick = timed & (np.nan_to_num(time) < median + np.log(OF_THE_MEDIAN) / np.log1p(STEP))
    written = ~np.isnan(copies)
    has = {
        STRAIGHT: many & (low == high),
        CONTRADICTS: comparable & (np.abs(np.nan_to_num(target) - np.nan_to_num(rated)) >= APART),
        REPEATED: written & (np.nan_to_num(copies) > 1),
        FAST: quick,
    }
    return has, {STRAIGHT: many, CONTRADICTS: comparable, REPEATED: written, FAST: timed}


def _texts_of(cells: pa.Table) -> tuple[list[Any], list[Any]]:
    return cells.column("item_scale").to_pylist(), cells.column("other_scale").to_pylist()


def _placed(scores: pa.ChunkedArray, scales: pa.ChunkedArray, polarities: pa.ChunkedArray) -> Floats:
    """Where a score lies between the worst (0) and the best (1) of its scale; NaN without a scale."""
    found = []
    for score, scale, polarity in zip(scores.to_pylist(), scales.to_pylist(), polarities.to_pylist(), strict=True):
        try:
            low, high = bounds(scale or "")
        except UnknownScale:
            found.append(np.nan)
            continue
        share = np.nan if score is None else (score - low) / (high - low)
        found.append(1 - share if (polarity or 1) < 0 else share)
    return np.array(found, np.float64)


def _weighted_median(values: Floats, weights: Floats) -> float:
    if not values.size:
        return 0.0
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)])


def _flag(name: str, has: Any, judged: Any, points: Floats, n: Floats, floor: int) -> Flag:
    flagged, seen, whole = float(n[has].sum()), int(n[judged].sum()), float(n.sum())
    if 0 < flagged < floor or 0 < whole - flagged < floor:
        return Flag(name, None, seen, None, None)
    found = leaving_out(points, has, n)
    return Flag(name, found.flagged, seen, found.rest, found.shift)


def _inside(window: Window, relation: Relation) -> list[exp.Expression]:
    return [tree for tree in [window.condition(relation.expression("day"))] if tree]


def _floats(cells: pa.Table, name: str) -> Floats:
    return np.asarray(cells.column(name).cast(pa.float64()).to_numpy(), np.float64)
