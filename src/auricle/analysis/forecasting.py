"""What comes next in a series: the method that would have done best before, and how wide to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..sentence import sentence
from .columns import Column, numbers, same_length, whole_number
from .estimator import Floats
from .intervals import normal_quantile
from .smoothing import Shape, smoothing
from .theta import theta

BAR = "seasonal naive"
ORIGINS = 8
FEWEST = 8
WIDEST = 4.0

Told = tuple[Floats, Floats]
Method = Callable[[Floats, int, int], Told]


@dataclass(frozen=True, slots=True)
class Tried:
    """A method on the past: its mean absolute error, and how many points it foretold."""

    method: str
    error: float
    points: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next points, shape (steps,) each; ``tried`` has every method, the best first.

    ``covered`` is the share of points already known that lay inside the interval it would have given, of
    ``checked`` points; NaN where there was nothing to try it on. ``widened`` is by how much errors on
    the past made the interval wider than the model's own.
    """

    method: str
    value: Floats
    low: Floats
    high: Floats
    tried: tuple[Tried, ...]
    covered: float
    checked: int
    widened: float


def forecast(
    values: Column,
    standard_errors: Column | None = None,
    *,
    season_length: int = 1,
    ahead: int = 6,
    least: float = -np.inf,
    most: float = np.inf,
    confidence: float = 0.95,
) -> Forecast:
    r"""The next points of a series, by whichever of three methods would have erred least before.

    Seasonal naive (as a season ago) is the bar: exponential smoothing or Theta is taken only if its mean
    absolute error over rolling origins is smaller. Each origin sees nothing of what comes after it.

    .. math:: V_h = \max(\sigma_h^2 - \overline{s^2}, 0) + s^2

    σₕ is the method's own; in it is the sampling noise of the past points, which is taken out, and that of
    a point like the latest ones put in (the median of the last season's s²). Where the errors on the
    past were larger than V says, the interval is widened to them.

    Parameters
        values: shape (points,), in order of time; missing points are bridged. At least eight known.
        standard_errors: shape (points,), the sampling error of each, or None when there is none.
        season_length: points in a season; 1 when there is none.
        least, most: what the values cannot go beyond.
    Raises
        TooFewToForecast: fewer than eight points. NotAWholeNumber: a season or a way ahead of less than one point.
        MissingValue, DifferentLengths.
    References
        Hyndman and Athanasopoulos (2021), Forecasting: principles and practice, 5.10.
    """
    season_length, ahead = whole_number(season_length, "season_length", 1), whole_number(ahead, "ahead", 1)
    given = numbers(values, "values", missing=True)
    known = np.flatnonzero(~np.isnan(given))
    if known.size < FEWEST:
        raise TooFewToForecast(int(known.size))
    series = np.interp(np.arange(known[0], known[-1] + 1), known, given[known])
    noise = _noise(standard_errors, len(given))[known[0] : known[-1] + 1]
    length = season_length if len(series) >= 2 * season_length + 2 else 1
    methods = _methods(series, length)
    origins = _origins(len(series), length)
    runs = {name: _rolled(method, series, length, origins, ahead) for name, method in methods.items()}
    order = sorted(runs, key=lambda name: (runs[name].error, name != BAR))
    best = runs[order[0]]
    mean, spread = methods[order[0]](series, length, ahead)
    ours = best.deviation(noise)
    wide = float(np.clip(np.sqrt(np.mean((best.away / ours) ** 2)), 1.0, WIDEST)) if best.away.size else 1.0
    latest = noise[-max(length, FEWEST) :]
    sigma = wide * _with_noise(spread, noise, float(np.nanmedian(latest)) if (latest > 0).any() else 0.0)
    z = normal_quantile(confidence)
    covered = float(np.mean(np.abs(best.away) <= z * wide * ours)) if best.away.size else np.nan
    value, low, high = (np.clip(each, least, most) for each in (mean, mean - z * sigma, mean + z * sigma))
    tried = tuple(Tried(name, runs[name].error, runs[name].away.size) for name in order)
    return Forecast(order[0], value, low, high, tried, covered, best.away.size, wide)


class TooFewToForecast(ValueError):
    """Too short a past to say anything of what comes."""

    def __init__(self, points: int):
        super().__init__(
            sentence(
                "{points} points are too few to look ahead, {needed} are needed; choose a shorter step or wait",
                points=points,
                needed=FEWEST,
            )
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """A method's errors on the past, what it said of their size, and at which point each was."""

    away: Floats
    spread: Floats
    at: Floats

    @property
    def error(self) -> float:
        return float(np.abs(self.away).mean()) if self.away.size else np.inf

    def deviation(self, noise: Floats) -> Floats:
        own = np.nan_to_num(noise[self.at.astype(int)])
        before = np.array([np.nan_to_num(np.nanmean(noise[: int(at)] ** 2)) for at in self.at]) if own.any() else own
        inside = np.maximum(self.spread**2 - before, 0)
        return np.asarray(np.sqrt(np.maximum(inside + own**2, 1e-24)), np.float64)


def _with_noise(spread: Floats, noise: Floats, latest: float) -> Floats:
    usual = float(np.nanmean(noise**2)) if (noise > 0).any() else 0.0
    return np.asarray(np.sqrt(np.maximum(spread**2 - usual, 0) + latest**2), np.float64)


def _noise(standard_errors: Column | None, points: int) -> Floats:
    if standard_errors is None:
        return np.zeros(points)
    errors = numbers(standard_errors, "standard_errors", missing=True)
    same_length(values=points, standard_errors=len(errors))
    return np.nan_to_num(errors)


def _origins(points: int, length: int) -> range:
    """After how many points to stand and look ahead: the last eight that leave enough behind them."""
    first = max(2 * length + 1 if length > 1 else 6, points - ORIGINS)
    return range(min(first, points), points)


def _methods(series: Floats, length: int) -> dict[str, Method]:
    """The shape of the smoothing is chosen once, by what is known at the first origin."""
    chosen: list[Shape] = []

    def smoothed(past: Floats, season: int, ahead: int) -> Told:
        if len(past) == len(series):
            return smoothing(past, season).ahead(ahead)
        if not chosen:
            chosen.append(smoothing(past, season).shape)
        return smoothing(past, season, (chosen[0],)).ahead(ahead)

    return {BAR: _naive, "ETS": smoothed, "Theta": lambda past, season, ahead: theta(past, season).ahead(ahead)}


def _naive(past: Floats, length: int, ahead: int) -> Told:
    steps = np.arange(ahead)
    moved = past[length:] - past[:-length]
    sigma = float(np.sqrt(np.mean(moved**2)))
    return past[len(past) - length + steps % length], sigma * np.sqrt(steps // length + 1)


def _rolled(method: Method, series: Floats, length: int, origins: range, ahead: int) -> _Run:
    away, spread, at = [], [], []
    for origin in origins:
        steps = min(ahead, len(series) - origin)
        mean, sigma = method(series[:origin], length, steps)
        away.append(series[origin : origin + steps] - mean)
        spread.append(sigma)
        at.append(np.arange(origin, origin + steps))
    if not away:
        return _Run(np.empty(0), np.empty(0), np.empty(0))
    return _Run(np.concatenate(away), np.concatenate(spread), np.concatenate(at).astype(np.float64))
