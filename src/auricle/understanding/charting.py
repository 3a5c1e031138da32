"""A measure over time: what is usual for it, which points are not and by which rule, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from ..analysis.control import Limits, estimated, individuals, smoothed
from ..analysis.estimator import Floats
from ..analysis.forecasting import Forecast, forecast
from ..model.calendar import first_day, next_first_day, periods, written
from ..model.dimension import GRAINS
from ..query.ask import Asker
from ..query.question import Question
from ..query.result import Row
from ..query.window import Window
from ..sentence import sentence

AUTO, POINTS, WITH_ERRORS, SMOOTHED = "auto", "xmr", "laney", "ewma"
CHARTS = (AUTO, POINTS, WITH_ERRORS, SMOOTHED)
SEASON = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}
RANGE = {"share": (0.0, 1.0), "points": (-100.0, 100.0)}
FEWEST = 3
STEPS = 12
ADDS_UP = ("count", "currency")


class NotAGrain(ValueError):
    def __init__(self, grain: str):
        super().__init__(
            sentence("{grain!r} is no step of time; choose one of {grains}", grain=grain, grains=", ".join(GRAINS))
        )


class NotAChart(ValueError):
    def __init__(self, chart: str):
        super().__init__(
            sentence("{chart!r} is no control chart; choose one of {charts}", chart=chart, charts=", ".join(CHARTS))
        )


@dataclass(frozen=True, slots=True)
class Charted:
    """One period. ``value`` and ``n`` are None where there is nothing or too little to show; ``smoothed`` where
    the chart is of points; limits where a stretch is too short to have any. ``rule`` says why it signals: "beyond",
    "run", "drift"; empty where it does not."""

    period: str
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    smoothed: float | None
    centre: float | None
    least: float | None
    most: float | None
    rule: str
    suppressed: bool


@dataclass(frozen=True, slots=True)
class ControlChart:
    """``stretches`` are first periods of the parts that have limits of their own, because something known changed."""

    measure: str
    unit: str
    currency: str
    grain: str
    chart: str
    better: str
    points: tuple[Charted, ...]
    stretches: tuple[str, ...]
    version: int

    @property
    def signals(self) -> tuple[Charted, ...]:
        return tuple(point for point in self.points if point.rule)


@dataclass(frozen=True, slots=True)
class Ahead:
    """One period to come, or one of the past: the others are then None."""

    period: str
    value: float | None
    low: float | None
    high: float | None
    is_ahead: bool
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """``found`` holds the method, its record and the other methods'."""

    measure: str
    unit: str
    currency: str
    grain: str
    points: tuple[Ahead, ...]
    found: Forecast
    version: int


@dataclass(frozen=True, slots=True)
class _Series:
    days: tuple[date, ...]
    rows: tuple[Row | None, ...]
    value: Floats
    error: Floats
    currency: str


def control_chart(asked: Question, asker: Asker, grain: str, chart: str, changes: Iterable[date]) -> ControlChart:
    """Limits within which a measure moves when nothing in particular has happened.

    Parameters
        chart: ``laney`` uses the sampling error of each point, ``xmr`` only how much points differ from the next,
            ``ewma`` finds small shifts that stay; ``auto`` is laney where points have errors, else xmr.
        changes: days from which something known was different; limits begin anew in the period after that begins.
    Raises
        NotAGrain, NotAChart, TooFewPoints.
    """
    if chart not in CHARTS:
        raise NotAChart(chart)
    series = _series(asked, asker, grain)
    with_errors = bool(np.isfinite(series.error).any()) and asked.measure.unit not in ADDS_UP
    kind = (WITH_ERRORS if with_errors else POINTS) if chart == AUTO else chart
    if kind == WITH_ERRORS and not with_errors:
        kind = POINTS
    starts = _starts(series.days, grain, changes)
    points: list[Charted] = []
    span = RANGE.get(asked.measure.unit, (-np.inf, np.inf))
    for start, end in zip(starts, [*starts[1:], len(series.days)], strict=True):
        part = slice(start, end)
        limits = _limits(series.value[part], series.error[part], kind, with_errors, alone=len(starts) == 1)
        points += [_charted(series, grain, start + i, i, limits, kind, span) for i in range(end - start)]
    measure = asked.measure
    return ControlChart(
        measure.name, measure.unit, series.currency, grain, kind, measure.better, tuple(points),
        tuple(written(grain, series.days[start]) for start in starts), asker.store.version(),
    )  # fmt: skip


def outlook(asked: Question, asker: Asker, grain: str, ahead: int) -> Outlook:
    """The next periods of a measure; a last period that is not over is left out of the past.

    Raises
        NotAGrain, TooFewToForecast.
    """
    series = _series(asked, asker, grain, whole=True)
    least, most = RANGE.get(asked.measure.unit, (0.0, np.inf))
    errors = None if asked.measure.unit in ADDS_UP else series.error
    found = forecast(series.value, errors, season_length=SEASON[grain], ahead=ahead, least=least, most=most)
    past = [_past(written(grain, day), row) for day, row in zip(series.days, series.rows, strict=True)]
    known = np.flatnonzero(np.isfinite(series.value))
    day, coming = series.days[known[-1]], []
    for i in range(ahead):
        day = next_first_day(grain, day)
        told = float(found.value[i]), float(found.low[i]), float(found.high[i])
        coming.append(Ahead(written(grain, day), *told, is_ahead=True))
    measure = asked.measure
    return Outlook(
        measure.name, measure.unit, series.currency, grain, (*past[: known[-1] + 1], *coming), found,
        asker.store.version(),
    )  # fmt: skip


def _past(period: str, row: Row | None) -> Ahead:
    if row is None:
        return Ahead(period, None, None, None, is_ahead=False)
    return Ahead(period, row.value, row.low, row.high, is_ahead=False, n=row.n)


def _series(asked: Question, asker: Asker, grain: str, whole: bool = False) -> _Series:
    """A row a period from the first that has one to the last, holes kept."""
    if grain not in GRAINS:
        raise NotAGrain(grain)
    result = asker.ask(replace(asked, by=(grain,)))
    rows = {str(row.by[grain]): row for row in result.rows if row.by[grain] is not None}
    first, last = asker.extents.days()
    start = max(asked.window.start or first, first)
    end = min(asked.window.end or last, last)
    days = tuple(day for day in periods(grain, start, end) if not whole or _is_over(grain, day, start, end))
    told = [rows.get(written(grain, day)) for day in days]
    has = [i for i, row in enumerate(told) if row is not None]
    if has:
        days, told = days[has[0] : has[-1] + 1], told[has[0] : has[-1] + 1]
    else:
        days, told = (), []
    value = np.array([np.nan if row is None or row.value is None else row.value for row in told], np.float64)
    error = np.array(
        [np.nan if row is None or row.standard_error is None else row.standard_error for row in told], np.float64
    )
    return _Series(days, tuple(told), value, error, result.currency)


def _is_over(grain: str, day: date, start: date, end: date) -> bool:
    return day >= start and next_first_day(grain, day).toordinal() <= end.toordinal() + 1


def _starts(days: tuple[date, ...], grain: str, changes: Iterable[date]) -> list[int]:
    """Where limits begin anew: at the first period that lies wholly after a change."""
    starts = {0}
    for change in changes:
        whole = change if first_day(grain, change) == change else next_first_day(grain, change)
        starts |= {i for i, day in enumerate(days) if day == whole}
    return sorted(starts)


def _limits(value: Floats, error: Floats, kind: str, with_errors: bool, alone: bool) -> Limits | None:
    """A stretch too short has no limits; when it is the only one that is a refusal."""
    if np.isfinite(value).sum() < FEWEST and not alone:
        return None
    if kind == SMOOTHED:
        return smoothed(value, error if with_errors else None)
    return estimated(value, error) if kind == WITH_ERRORS else individuals(value)


def _charted(
    series: _Series, grain: str, place: int, i: int, limits: Limits | None, kind: str, span: tuple[float, float]
) -> Charted:
    row, period = series.rows[place], written(grain, series.days[place])
    bounds: tuple[float | None, float | None, float | None] = (None, None, None)
    drawn = None
    if limits is not None:
        least, most = (np.clip(end[i], *span) for end in (limits.low, limits.high))
        bounds = (limits.centre, _known(float(least)), _known(float(most)))
        drawn = _known(limits.drawn[i]) if kind == SMOOTHED else None
    rule = limits.rule[i] if limits else ""
    if row is None or row.value is None:
        return Charted(period, None, None, None, None, None, *bounds, "", bool(row and row.suppressed))
    return Charted(period, row.n, row.value, row.low, row.high, drawn, *bounds, rule, False)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def latest(window: Window, asker: Asker, grain: str, steps: int = STEPS) -> Window:
    """The window, or the last periods there are where it has no start."""
    if grain not in GRAINS:
        raise NotAGrain(grain)
    first, last = asker.extents.days()
    end = window.end or max(last, window.start or last)
    day = first_day(grain, end)
    for _ in range(steps - 1):
        day = first_day(grain, date.fromordinal(max(day.toordinal() - 1, 1)))
    return Window(window.start or max(day, first), end)
