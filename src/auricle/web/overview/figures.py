"""One measure of the overview in numbers: now, before, the change, and its steps with their limits."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from auricle.analysis.control import TooFewPoints, individuals
from auricle.model.calendar import periods, written
from auricle.model.catalogue import UnknownMeasure
from auricle.model.entities import entity
from auricle.model.measure import Measure
from auricle.query.comparison import Change
from auricle.query.result import Row
from auricle.web.measures import public as measures
from auricle.web.platform.public import Limits, Span, is_known, remembered
from auricle.workspace import Workspace

REFUSALS = (*measures.REFUSALS, UnknownMeasure)
"""Why a measure cannot be asked for; the message says the next step."""

EDGES = {"points": (-100.0, 100.0), "share": (0.0, 1.0)}
SIDE_BY_SIDE = 2
SHRUNK = 0.9
"""A base smaller than this part of the one before is said to have shrunk."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The whole days, weeks or months of the period, as a trend draws them."""

    rows: tuple[Row, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Figures:
    """``unusual`` are the steps beyond their limits or in a run of eight on one side of the centre."""

    measure: Measure
    change: Change
    currency: str
    steps: Steps
    limits: Limits | None
    unusual: tuple[str, ...]

    @property
    def now(self) -> Row:
        return self.change.after

    @property
    def before(self) -> Row:
        return self.change.before

    @property
    def is_clear(self) -> bool:
        return self.change.verdict in ("higher", "lower")

    @property
    def is_opinion(self) -> bool:
        return any(entity(name).opinion for name in self.measure.entities)

    @property
    def is_empty(self) -> bool:
        return not self.now.suppressed and not self.now.n

    @property
    def base_shrank(self) -> bool:
        """Whether it got better while clearly fewer people were heard: it may only have lost the unhappy."""
        now, before = self.now.n, self.before.n
        return bool(self.is_opinion and self.change.better and now and before and now < SHRUNK * before)


def figures(workspace: Workspace, name: str, span: Span, where: str) -> Figures:
    """The figures of a measure; one of ``REFUSALS`` when it cannot be asked for like this."""
    return remembered(workspace, _question(name, span, where), lambda: _asked(workspace, name, span, where))


def look_up(workspace: Workspace, names: Iterable[str], span: Span, where: str) -> None:
    """Ask for several measures side by side: while the engine counts one, the next is planned."""
    unknown = [name for name in names if not is_known(workspace, _question(name, span, where))]
    if len(unknown) < 2:
        return
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        for asked in [threads.submit(figures, workspace, name, span, where) for name in unknown]:
            with suppress(*REFUSALS):
                asked.result()


def _question(name: str, span: Span, where: str) -> Hashable:
    return "figures", name, span, where


def _asked(workspace: Workspace, name: str, span: Span, where: str) -> Figures:
    now = workspace.measure(name, by=span.grain, where=where, from_=span.start, to=span.end)
    before = workspace.measure(name, where=where, from_=span.before_start, to=span.before_end)
    steps = _whole(now.rows, span)
    limits, unusual = _control(steps, span.grain, now.unit)
    change = now.compare(before).rows[0]
    return Figures(now.definition, change, now.currency or before.currency, Steps(steps, now.unit), limits, unusual)


def _whole(rows: tuple[Row, ...], span: Span) -> tuple[Row, ...]:
    start, end = span.whole
    kept = {written(span.grain, day) for day in periods(span.grain, start, end)} if start <= end else set()
    return tuple(row for row in rows if row.by[span.grain] in kept)


def _control(steps: tuple[Row, ...], grain: str, unit: str) -> tuple[Limits | None, tuple[str, ...]]:
    values = np.array([np.nan if row.value is None else row.value for row in steps], np.float64)
    try:
        found = individuals(values)
    except TooFewPoints:
        return None, ()
    lowest, highest = EDGES.get(unit, (0.0, np.inf) if np.nanmin(values) >= 0 else (-np.inf, np.inf))
    limits = Limits(found.centre, max(float(found.low[0]), lowest), min(float(found.high[0]), highest))
    return limits, tuple(str(row.by[grain]) for row, signals in zip(steps, found.signal, strict=True) if signals)
