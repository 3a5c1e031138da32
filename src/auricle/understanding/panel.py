"""A measure period by period around a start: a target's series, and those of units beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from ..analysis.difference import Marks
from ..analysis.estimator import Floats
from ..model import calendar
from ..query.result import Result, Row
from ..query.window import Window

MONTHS_BEFORE, MONTHS_AFTER = 6, 3
"""Months it takes on either side to count by month; with fewer, weeks are counted."""


@dataclass(frozen=True)
class Panel:
    """``first`` is the position of the first period that begins on or after the start.

    The period in which the start falls, unless it begins with it, belongs to neither side (``is_start``).
    """

    grain: str
    periods: tuple[str, ...]
    rows: tuple[Row | None, ...]
    first: int
    is_start: Marks
    unit: str
    currency: str
    query: str
    version: int

    @classmethod
    def of(cls, result: Result, grain: str, starts_on: date, window: Window) -> Panel:
        assert window.start
        assert window.end
        days = list(calendar.periods(grain, window.start, window.end))
        names = tuple(calendar.written(grain, day) for day in days)
        first = sum(day < starts_on for day in days)
        started = np.zeros(len(days), np.bool_)
        if first and starts_on not in days:
            started[first - 1] = True
        rows = _in_turn(result, grain, names)
        return cls(grain, names, rows, first, started, result.unit, result.currency, result.query, result.version)

    def beside(self, result: Result) -> Panel:
        """The same periods of another result."""
        return replace(self, rows=_in_turn(result, self.grain, self.periods))

    @property
    def series(self) -> tuple[Floats, Floats]:
        """Values and standard errors, NaN where nothing was counted."""
        return _series(self.rows)

    @property
    def counted(self) -> Marks:
        return np.isfinite(self.series[0])

    @property
    def is_after(self) -> Marks:
        return np.arange(len(self.periods)) >= self.first

    def units(self, result: Result, by: str) -> Mapping[str, tuple[Floats, Floats]]:
        """Values and counts of each unit that has any."""
        at = {name: place for place, name in enumerate(self.periods)}
        found: dict[str, tuple[Floats, Floats]] = {}
        for row in result.rows:
            place = at.get(str(row.by[self.grain]))
            if place is None or row.value is None or row.by[by] is None:
                continue
            empty = (np.full(len(at), np.nan), np.zeros(len(at)))
            values, counts = found.setdefault(str(row.by[by]), empty)
            values[place], counts[place] = row.value, row.n or 0
        return found


def _in_turn(result: Result, grain: str, periods: Sequence[str]) -> tuple[Row | None, ...]:
    found = {str(row.by[grain]): row for row in result.rows}
    return tuple(found.get(name) for name in periods)


def _series(rows: Sequence[Row | None]) -> tuple[Floats, Floats]:
    def column(name: str) -> Floats:
        told: list[Any] = [getattr(row, name) if row else None for row in rows]
        return np.array([np.nan if each is None else each for each in told], np.float64)

    return column("value"), column("standard_error")


def grain_of(starts_on: date, window: Window) -> str:
    """Months where there are enough of them, else weeks."""
    assert window.start
    assert window.end
    months = list(calendar.periods("month", window.start, window.end))
    before = sum(day < starts_on for day in months)
    return "month" if before >= MONTHS_BEFORE and len(months) - before >= MONTHS_AFTER else "week"


def side_of(panel: Panel, at: int, aside: bool) -> str:
    if panel.is_start[at]:
        return "start"
    if aside:
        return "aside"
    return "after" if at >= panel.first else "before"
