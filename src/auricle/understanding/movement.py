"""Why a score moved between two windows, from a workspace's facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from ..analysis.decomposition import PARTS, STATES, STAYED, Counts, Decomposition, decomposition
from ..analysis.estimator import Estimate, Floats
from ..query.fold import Axis
from ..query.guard import guarded_by_filter, refuse_singling_out
from ..query.memory import Memory
from ..query.privacy import conceal
from ..query.question import Question
from ..query.window import Window, countable
from ..sentence import sentence
from ..store.store import Store
from .fates import CAME, LEFT, OTHERS, TooFewApart, counted, merged_fates, merged_segments
from .scoring import refuse_unscored
from .waves import waves

QUIET_DAYS = 180
LEVELS = {"net_score": (-100.0, 0.0, 100.0), "top_box": (0.0, 1.0)}
"""What an answer can add to a measure, worst first; a mean of scores has too many levels for a table."""


class WindowsOverlap(ValueError):
    def __init__(self, before: Window, after: Window):
        super().__init__(
            sentence(
                "the first window ({before}) must end before the second ({after}) starts; choose other days",
                before=str(before),
                after=str(after),
            )
        )


class OpenWindow(ValueError):
    def __init__(self) -> None:
        super().__init__(sentence("these days are open at one end; give the first and the last day"))


@dataclass(frozen=True, slots=True)
class Part:
    """Customers of one fate. ``share`` is of their wave, ``score`` what they gave there, ``effect`` on the change.

    ``name`` is one of stayed, gone, silent, new, returned; ``left`` and ``came`` stand for two that
    were too few apart.
    """

    name: str
    n: int
    share: float
    score: float
    effect: Estimate


@dataclass(frozen=True, slots=True)
class Segment:
    """What one segment adds to the change, by part (``PARTS``); ``total`` is their sum."""

    value: Any
    n_before: int
    n_after: int
    effects: Mapping[str, float]

    @property
    def total(self) -> float:
        return sum(self.effects.values())


@dataclass(frozen=True, slots=True)
class Movement:
    """``change`` is the sum of the parts' effects, exactly; all in ``unit``, one answer a customer.

    ``rate`` and ``mix`` are what those who stayed add by scoring differently and by standing in
    another group of ``by``. ``levels`` names rows and columns of ``transitions``, the customers
    who stayed by their first and second answer (None where too few). ``had_the_gone_stayed`` is
    None where too few are gone to say.
    """

    measure: str
    unit: str
    before_window: Window
    after_window: Window
    where: str
    by: str
    before: Estimate
    after: Estimate
    change: Estimate
    parts: tuple[Part, ...]
    rate: Estimate
    mix: Estimate
    segments: tuple[Segment, ...]
    levels: tuple[float, ...]
    transitions: tuple[tuple[int | None, ...], ...]
    had_the_gone_stayed: Estimate | None
    quiet_days: int
    query: str
    version: int

    def part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)

    @property
    def stayed(self) -> Part:
        return self.parts[0]

    @property
    def cause(self) -> Part | None:
        """The part that clearly moved the score the way it moved, and most; None when none did or nothing moved."""
        way = direction(self.change)
        moved = [part for part in self.parts if way and direction(part.effect) == way]
        return max(moved, key=lambda part: abs(part.effect.value), default=None)


def direction(effect: Estimate) -> int:
    """1 or -1 where the interval leaves 0 out, else 0."""
    return 1 if effect.low > 0 else -1 if effect.high < 0 else 0


def movement(question: Question, before: Window, after: Window, store: Store, quiet_days: int = QUIET_DAYS) -> Movement:
    """Split the change of a score into those who stayed, left and came.

    A customer counts once in each window, by their last answer. *Gone* is who answered in the first
    window only and of whom nothing was heard or seen in the ``quiet_days`` up to the end of the
    second: no order, visit, contact, feedback, points, nor a contract that holds; the others are
    *silent*. Who answered in the second window only is *new* when first met after the first one,
    else *returned*.

    Raises
        NotAScore, OpenWindow, WindowsOverlap, TooFewTwice, TooFewApart, MixedScales, ScaleUnknown,
        SinglesOut, FilterError.
    """
    refuse_unscored(question.measure)
    if None in (before.start, before.end, after.start, after.end):
        raise OpenWindow()
    assert before.end
    assert after.start
    assert after.end
    if before.end >= after.start:
        raise WindowsOverlap(before, after)
    refuse_singling_out(question)
    _refuse_a_filter_that_tells(question, (before, after), store)
    watched = Window(after.end - timedelta(days=countable(quiet_days) - 1), after.end)
    tree = waves(question, before, after, watched, store.spelling)
    cells, labels = counted(store.query(tree), question)
    cells, merged = merged_fates(cells, question.floor)
    cells, labels = merged_segments(cells, labels, question.floor)
    found = decomposition(cells)
    levels, steps = _transitions(cells, np.array(LEVELS.get(question.measure.estimator, ())), question.floor)
    return Movement(
        question.measure.name,
        question.measure.unit,
        before,
        after,
        question.where,
        question.by[0] if question.by else "",
        found.before,
        found.after,
        found.change,
        _parts(found, merged),
        found.parts["rate"],
        found.parts["mix"],
        _segments(cells, found, labels) if question.by else (),
        levels,
        steps,
        None if LEFT in merged.values() else found.had_the_gone_stayed,
        quiet_days,
        tree.sql(store.spelling.dialect, pretty=True),
        store.version(),
    )


def _refuse_a_filter_that_tells(question: Question, windows: tuple[Window, ...], store: Store) -> None:
    if question.where and any(
        guarded_by_filter(replace(question, by=(), window=w), Memory(store)).total for w in windows
    ):
        raise TooFewApart(question.floor)


def _transitions(
    cells: Counts, levels: Floats, floor: int
) -> tuple[tuple[float, ...], tuple[tuple[int | None, ...], ...]]:
    stayed = cells.state == STAYED
    before, after, n = cells.before[stayed], cells.after[stayed], cells.n[stayed].astype(np.float64)
    if not levels.size:
        return (), ()
    rows, columns = np.searchsorted(levels, before), np.searchsorted(levels, after)
    counts = np.bincount(rows * len(levels) + columns, n, len(levels) ** 2)
    there = np.flatnonzero(counts)
    codes = np.column_stack(np.divmod(there, len(levels)))
    names = tuple(levels.tolist())
    axes = [Axis(name, "", names, names, codes[:, i]) for i, name in enumerate(("before", "after"))]
    hidden = conceal(axes, codes, counts[there].astype(np.float64), floor).groups
    table: list[list[int | None]] = [[0] * len(levels) for _ in levels]
    for (row, column), count, hides in zip(codes, counts[there], hidden, strict=True):
        table[row][column] = None if hides else int(count)
    return names, tuple(map(tuple, table))


def _parts(found: Decomposition, merged: dict[str, str]) -> tuple[Part, ...]:
    n_before = found.n["stayed"] + found.n["gone"] + found.n["silent"]
    n_after = found.n["stayed"] + found.n["new"] + found.n["returned"]
    effects = {"stayed": found.within, **found.parts}
    return tuple(
        Part(
            merged.get(name, name),
            found.n[name],
            found.n[name] / (n_after if name in ("new", "returned") else n_before),
            found.scores[name],
            effects[name],
        )
        for name in STATES
        if found.n[name]
    )


def _segments(cells: Counts, found: Decomposition, labels: list[Any]) -> tuple[Segment, ...]:
    before, after = (
        np.bincount(segment[asked], cells.n[asked], len(labels))
        for segment, asked in (
            (cells.segment_before, ~np.isnan(cells.before)),
            (cells.segment_after, ~np.isnan(cells.after)),
        )
    )
    lines = [
        Segment(label, int(before[i]), int(after[i]), dict(zip(PARTS, map(float, found.by_segment[i]), strict=True)))
        for i, label in enumerate(labels)
        if i < len(found.by_segment)
    ]
    return tuple(sorted(lines, key=lambda line: -abs(line.total)))


__all__ = ["CAME", "LEFT", "OTHERS", "Movement", "Part", "Segment", "direction", "movement"]
