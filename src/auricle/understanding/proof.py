"""Whether something that was done worked: a measure before and after, beside what would have been, from the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import msgspec
import numpy as np

from ..analysis.change import Verdict
from ..analysis.difference import UNITS, Difference, between_units, happened_before, two_sides
from ..analysis.effect import Effect
from ..analysis.estimator import Estimate
from ..analysis.interrupted import interrupted_series
from ..analysis.programme import ReturnOnExperience
from ..analysis.synthetic import synthetic_control
from ..model.measure import Measure
from ..query.result import Result, Row
from ..query.window import Window
from ..sentence import sentence
from ..store.filter import parsed
from .panel import Panel, grain_of, side_of

REST, PAST, MIXTURE = "rest", "past", "mixture"
AGAINST = (REST, PAST, MIXTURE)
Ask = Callable[[Measure, tuple[str, ...], str, Window, bool], Result]
"""Asks for a measure by dimensions under a filter within a window, small groups hidden or not.

The effect is found from every group; what is shown of single periods comes from those large enough.
"""


class TellsTooMuch(ValueError):
    def __init__(self, text: str):
        super().__init__(
            sentence(
                "before or after the start the filter {text!r} leaves, or leaves out, fewer people than are ever "
                "shown; choose a wider one, or longer periods",
                text=text,
            )
        )


class NothingToCompare(ValueError):
    def __init__(self) -> None:
        super().__init__(
            sentence(
                "everybody is meant, so there is nobody else to compare with; say where it was done with a filter, or "
                "compare with the past"
            )
        )


class NeedsDonors(ValueError):
    def __init__(self) -> None:
        super().__init__(
            sentence("a mixture of others needs to know which others; name the dimension to take them from, as region")
        )


class NotWithin(ValueError):
    def __init__(self, starts_on: date, first: date, last: date):
        super().__init__(
            sentence(
                "{starts_on} does not lie between the first day looked at ({first}) and the last ({last}); choose "
                "other days",
                starts_on=starts_on.isoformat(),
                first=first.isoformat(),
                last=last.isoformat(),
            )
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """What is asked of a proof. ``against`` is one of ``AGAINST`` or a filter; ``by`` a dimension of units."""

    measure: Measure
    starts_on: date
    where: str
    against: str
    by: str
    window: Window
    grain: str = ""

    @property
    def compared_with(self) -> str:
        """The filter of the comparison; empty where the past or a mixture is it."""
        if self.against == REST:
            return self.outside
        return "" if self.against in AGAINST else self.against

    @property
    def outside(self) -> str:
        return f"not ({parsed(self.where).sql(comments=False)})"

    @property
    def sides(self) -> tuple[str, str]:
        return self.where, self.compared_with


@dataclass(frozen=True, slots=True)
class Point:
    """One period: the target, what it is compared with, and their gap from the usual. None where nothing was counted.

    ``side`` is before, after, start (the period it began in, which counts on neither side) or aside
    (something else happened then).
    """

    period: str
    side: str
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    other: float | None
    gap: float | None
    gap_low: float | None
    gap_high: float | None


@dataclass(frozen=True, slots=True)
class Proof:
    """``effect`` is in ``unit``; ``verdict`` is higher, lower, no clear change (no effect found) or cannot tell.

    ``with_all`` is the effect when no period is set aside, None where none was. ``drift``, ``joint_p`` and
    ``ran_alike`` are of the paths before the start (None where there is no other path). ``weights``,
    ``miss`` and ``fits`` are of a mixture, ``level`` and ``slope`` of a series compared with its past.
    ``in_points`` is the effect in points of the answers as given, where the measure is a score.
    """

    measure: str
    unit: str
    currency: str
    where: str
    against: str
    by: str
    grain: str
    starts_on: date
    window: Window
    points: tuple[Point, ...]
    n_before: int
    n_after: int
    effect: Estimate
    p: float
    verdict: str
    with_all: Estimate | None
    units: int
    ran_alike: bool | None
    joint_p: float | None
    drift: Estimate | None
    drift_p: float | None
    weights: Mapping[str, float]
    miss: float | None
    fits: bool | None
    level: Estimate | None
    slope: Estimate | None
    in_points: Estimate | None
    query: str
    version: int
    returned: ReturnOnExperience | None = None

    @property
    def aside(self) -> tuple[str, ...]:
        return tuple(point.period for point in self.points if point.side == "aside")


def prove(claim: Claim, ask: Ask) -> Proof:
    """The effect of something done on a day, by the way the claim asks for.

    Raises
        NothingToCompare, NeedsDonors, NotWithin, TellsTooMuch, TooShort, TooFewDonors, and what asking raises.
    """
    refuse(claim)
    refuse_few(claim, ask)
    claim = replace(claim, grain=claim.grain or grain_of(claim.starts_on, claim.window))
    found = _found(claim, ask, claim.measure)
    scaled = in_answers(claim.measure)
    if scaled is None or found.verdict == Verdict.CANNOT_TELL:
        return found
    points = found.effect if scaled is claim.measure else _found(claim, ask, scaled).effect
    return replace(found, in_points=points)


def refuse(claim: Claim) -> None:
    first, last = claim.window.start, claim.window.end
    assert first
    assert last
    if not first < claim.starts_on <= last:
        raise NotWithin(claim.starts_on, first, last)
    if not claim.where and claim.against in (REST, MIXTURE):
        raise NothingToCompare
    if claim.against == MIXTURE and not claim.by:
        raise NeedsDonors


def refuse_few(claim: Claim, ask: Ask) -> None:
    """TellsTooMuch where the mean of a side, before or after, may not be shown."""
    day = timedelta(days=1)
    for window in (Window(claim.window.start, claim.starts_on - day), Window(claim.starts_on, claim.window.end)):
        for text in filter(None, (claim.where, claim.compared_with)):
            if ask(claim.measure, (), text, window, True).total.suppressed:
                raise TellsTooMuch(text)


def in_answers(measure: Measure) -> Measure | None:
    """The mean of the answers that a score is made of; None where the measure is no score."""
    if measure.estimator == "mean_score":
        return measure
    if measure.estimator not in ("net_score", "top_box"):
        return None
    score = next(iter(measure.inputs.values()))
    named = f"{measure.name}_mean"
    return msgspec.structs.replace(
        measure, name=named, estimator="mean_score", inputs={"score": score}, parameters={}, unit="score"
    )


def _found(claim: Claim, ask: Ask, measure: Measure) -> Proof:
    def read(text: str, *more: str, hides: bool = False) -> Result:
        return ask(measure, (claim.grain, *more), text, claim.window, hides)

    panel = Panel.of(read(claim.where), claim.grain, claim.starts_on, claim.window)
    target = panel.beside(read(claim.where, hides=True))
    if claim.against == PAST:
        return _by_past(claim, panel, target)
    if claim.against == MIXTURE:
        return _by_mixture(claim, panel, target, read(claim.outside, claim.by))
    other = panel.beside(read(claim.compared_with))
    sides = (*panel.series, *other.series)
    unusual = happened_before(*sides, panel.first) & ~panel.is_start
    out = panel.is_start | unusual
    told = two_sides(*sides, panel.first, aside=out)
    if claim.by:
        told = _by_units([panel.units(read(text, claim.by), claim.by) for text in claim.sides], panel, out) or told
    everything = two_sides(*sides, panel.first, aside=panel.is_start) if unusual.any() else None
    return _told(
        claim,
        panel,
        target,
        told.effect,
        unusual=unusual,
        other=other.series[0],
        gaps=(told.paths.gaps, told.paths.low, told.paths.high),
        difference=told,
        with_all=everything.effect if everything else None,
    )


def _by_units(sides: list[Mapping[str, Any]], panel: Panel, out: Any) -> Difference | None:
    """The difference judged from unit to unit; None where too few have answers."""
    found = [unit for side in sides for unit in side.values()]
    treated = np.arange(len(found)) < len(sides[0])
    if min(len(side) for side in sides) < UNITS:
        return None
    values, counts = (np.array(part) for part in zip(*found, strict=True))
    try:
        return between_units(values, counts, treated, panel.first, aside=out)
    except ValueError:  # enough units, but too few with answers on both sides of the start
        return None


def _by_mixture(claim: Claim, panel: Panel, target: Panel, others: Result) -> Proof:
    whole = {
        name: values
        for name, (values, counts) in panel.units(others, claim.by).items()
        if np.isfinite(values[panel.counted]).all()
    }
    kept = panel.counted & ~panel.is_start & np.isfinite(panel.series[0])
    donors = np.array(list(whole.values()))[:, kept] if whole else np.empty((0, int(kept.sum())))
    first = int((kept & ~panel.is_after).sum())
    found = synthetic_control(panel.series[0][kept], donors, first, errors=panel.series[1][kept])
    path = np.full(len(kept), np.nan)
    path[kept] = found.path
    gap = panel.series[0] - path
    reach = found.effect.high - found.effect.value
    weights = {name: float(w) for name, w in zip(whole, found.weights, strict=True) if w > 0.005}
    made = _told(claim, panel, target, found.effect, other=path, gaps=(gap, gap - reach, gap + reach))
    return replace(made, weights=weights, miss=found.miss, fits=found.fits, p=found.p, units=len(whole))


def _by_past(claim: Claim, panel: Panel, target: Panel) -> Proof:
    season = {"month": 12, "week": 52, "quarter": 4}.get(claim.grain, 0)
    values, errors = panel.series
    found = interrupted_series(values, panel.first, errors=errors, season=season, aside=panel.is_start)
    gap = values - found.foretold
    made = _told(claim, panel, target, found.effect, other=found.foretold, gaps=(gap, gap - errors, gap + errors))
    slope = found.slope.estimate(made.n_after) if found.slope else None
    return replace(made, level=found.level.estimate(made.n_after), slope=slope)


def _told(
    claim: Claim,
    panel: Panel,
    target: Panel,
    effect: Effect,
    *,
    other: Any,
    gaps: tuple[Any, Any, Any],
    unusual: Any = None,
    difference: Difference | None = None,
    with_all: Effect | None = None,
) -> Proof:
    aside = np.zeros(len(panel.periods), np.bool_) if unusual is None else unusual
    sides = [side_of(panel, at, bool(aside[at])) for at in range(len(panel.periods))]
    columns = zip(panel.periods, sides, target.rows, other, *gaps, strict=True)
    points = tuple(_point(period, side, row, *(_none(each) for each in more)) for period, side, row, *more in columns)
    n = {"before": 0, "after": 0}
    for side, row in zip(sides, panel.rows, strict=True):
        n[side] = n.get(side, 0) + ((row.n or 0) if row else 0)
    made = Proof(
        claim.measure.name, panel.unit, panel.currency, claim.where, claim.against, claim.by, claim.grain,
        claim.starts_on, claim.window, points, n["before"], n["after"], effect.estimate(n["after"]), effect.p,
        effect.verdict.value, with_all.estimate(n["after"]) if with_all else None,
        0, None, None, None, None, {}, None, None, None, None, None, panel.query, panel.version,
    )  # fmt: skip
    return _with_paths(made, difference) if difference else made


def _with_paths(made: Proof, difference: Difference) -> Proof:
    paths = difference.paths
    return replace(
        made,
        verdict=made.verdict if paths.ran_alike else Verdict.CANNOT_TELL.value,
        units=difference.units,
        ran_alike=paths.ran_alike,
        joint_p=_none(paths.joint_p),
        drift=paths.drift.estimate(made.n_before),
        drift_p=_none(paths.drift.p),
    )


def _point(period: str, side: str, row: Row | None, *more: float | None) -> Point:
    if row is None or row.suppressed:
        return Point(period, side, None, None, None, None, None, None, None, None)
    return Point(period, side, row.n, row.value, row.low, row.high, *more)


def _none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def window_of(starts_on: date, from_: date | None, to: date | None, first: date, last: date) -> Window:
    """The days to look at: a year before the start where nothing is said, until the last day there is."""
    start = from_ or max(first, starts_on - timedelta(days=365))
    return Window(start.replace(day=1) if from_ is None else start, min(to or last, last))
