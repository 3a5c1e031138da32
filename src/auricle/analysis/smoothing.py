"""Exponential smoothing: level, trend and season of a series, each moving as fast as the past says."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numba import njit
from scipy import optimize

from .estimator import Floats

NONE, ADDED, MULTIPLIED = 0, 1, 2
SMALL = 1e-10
PATHS = 2_000


@dataclass(frozen=True, slots=True)
class Shape:
    """Which model of Hyndman's: ``is_relative`` is a multiplicative error, ``season`` NONE, ADDED or MULTIPLIED."""

    is_relative: bool = False
    has_trend: bool = False
    is_damped: bool = False
    season: int = NONE

    @property
    def name(self) -> str:
        trend = ("Ad" if self.is_damped else "A") if self.has_trend else "N"
        return f"ETS({'M' if self.is_relative else 'A'},{trend},{'NAM'[self.season]})"


@dataclass(frozen=True, slots=True)
class Smoothing:
    """A fitted series: rates, first and last states, and how large its one-step errors are.

    ``alpha``, ``beta``, ``gamma`` are of the state-space form; ``sigma`` is relative where the shape is.
    ``level``, ``slope`` and ``season`` are the last states, ``season[0]`` that of the next point.
    """

    shape: Shape
    alpha: float
    beta: float
    gamma: float
    damping: float
    level: float
    slope: float
    season: Floats
    sigma: float
    aicc: float
    fitted: Floats = field(repr=False)

    def ahead(self, steps: int) -> tuple[Floats, Floats]:
        """Means and standard deviations of the next points, shape (steps,) each."""
        steps_on = np.arange(1, steps + 1)
        damped = np.cumsum(self.damping**steps_on) if self.shape.has_trend else np.zeros(steps)
        line = self.level + damped * self.slope
        turn = self.season[(steps_on - 1) % len(self.season)]
        mean = line * turn if self.shape.season == MULTIPLIED else line + turn
        if self.shape.is_relative or self.shape.season == MULTIPLIED:
            return mean, self._simulated(steps)
        reached = np.concatenate([[0.0], damped])[:-1]
        weight = self.alpha + self.beta * reached + self.gamma * ((steps_on - 1) % len(self.season) == 0)
        weight[0] = 0.0
        return mean, self.sigma * np.sqrt(1 + np.cumsum(weight**2))

    def _simulated(self, steps: int) -> Floats:
        noise = np.random.default_rng(7).standard_normal((PATHS, steps)) * self.sigma
        rates = np.array([self.alpha, self.beta, self.gamma, self.damping])
        paths = _walked(noise, self.shape.is_relative, self.shape.season, rates, self.level, self.slope, self.season)
        return np.asarray(paths.std(axis=0), np.float64)


def smoothing(series: Floats, season_length: int = 1, shapes: tuple[Shape, ...] | None = None) -> Smoothing:
    r"""The exponential smoothing that describes a series best, by the corrected Akaike criterion.

    .. math:: y_t = (\ell_{t-1} + \phi b_{t-1}) \circ s_{t-m} + e_t, \quad
              \ell_t = \ell_{t-1} + \phi b_{t-1} + \alpha e_t / s_{t-m}

    with a trend, a damped trend or none, a season that adds, multiplies or is none, and errors of one
    size or in proportion to the level. The first states are those of a classical decomposition; level
    and slope are then fitted with the rates.

    Parameters
        series: shape (points,), in order of time, NaN where missing; at least four known.
        season_length: points in a season; a season is looked for when two whole ones are known.
        shapes: the models to choose from; None is all that suit.
    References
        Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing.
    """
    is_positive = bool(np.nanmin(series) > 0)
    seasonal = season_length > 1 and len(series) >= 2 * season_length
    offered = shapes if shapes is not None else tuple(_shapes(is_positive, seasonal))
    fits = [_fit(series, shape, season_length if shape.season else 1) for shape in offered]
    return min(fits, key=lambda fit: fit.aicc)


def replayed(
    series: Floats, shape: Shape, rates: tuple[float, float, float, float], level: float, slope: float, season: Floats
) -> Smoothing:
    """A model whose rates (alpha, beta, gamma, damping) and first states are known, run over a series."""
    free = 3 + (2 if shape.has_trend else 0) + shape.is_damped + (len(season) if shape.season else 0)
    return _run(series, shape, np.array(rates), level, slope, season, free)


def seasonal_part(series: Floats, length: int, multiplied: bool) -> Floats:
    """The classical decomposition's season, shape (length,), from the first point of the series on."""
    ends = np.ones(length + 1) if length % 2 == 0 else np.ones(length)
    if length % 2 == 0:
        ends[[0, -1]] = 0.5
    filled = _bridged(series)
    middle = np.convolve(filled, ends / length, mode="valid")
    start = len(ends) // 2
    inner = filled[start : start + len(middle)]
    away = inner / middle if multiplied else inner - middle
    place = (np.arange(len(away)) + start) % length
    with np.errstate(invalid="ignore"):
        turn = np.array([away[place == p].mean() if (place == p).any() else np.nan for p in range(length)])
    turn = np.where(np.isnan(turn), 1.0 if multiplied else 0.0, turn)
    return np.asarray(turn / turn.mean() if multiplied else turn - turn.mean(), np.float64)


def _shapes(is_positive: bool, seasonal: bool) -> list[Shape]:
    seasons = (NONE, *((ADDED, MULTIPLIED) if is_positive else (ADDED,))) if seasonal else (NONE,)
    trends = ((False, False), (True, False), (True, True))
    errors = (False, True) if is_positive else (False,)
    every = (Shape(error, *trend, season) for error, trend, season in product(errors, trends, seasons))
    return [shape for shape in every if shape.is_relative or shape.season != MULTIPLIED]


def _fit(series: Floats, shape: Shape, length: int) -> Smoothing:
    multiplied = shape.season == MULTIPLIED
    season = seasonal_part(series, length, multiplied) if shape.season else np.full(1, float(multiplied))
    level, slope = _first(series / season[np.arange(len(series)) % length] if multiplied
                          else series - season[np.arange(len(series)) % length], shape.has_trend)  # fmt: skip
    scale = float(np.nanstd(series)) or 1.0
    begin, bounds = [0.3, 0.0], [(1e-4, 0.9999), (-10.0, 10.0)]
    for wanted, start, bound in (
        (shape.has_trend, 0.1, (1e-4, 0.9999)),
        (shape.has_trend, 0.0, (-10.0, 10.0)),
        (shape.is_damped, 0.95, (0.8, 0.98)),
        (shape.season != NONE, 0.1, (1e-4, 0.9999)),
    ):
        if wanted:
            begin, bounds = [*begin, start], [*bounds, bound]
    free = len(begin) + 1 + (length - 1 if shape.season else 0)

    def unpacked(x: Floats) -> tuple[Floats, float, float]:
        rest = list(x[2:])
        beta, tilt = (rest.pop(0), rest.pop(0)) if shape.has_trend else (0.0, 0.0)
        damping = rest.pop(0) if shape.is_damped else 1.0
        gamma = rest.pop(0) if shape.season else 0.0
        alpha = x[0]  # the usual parameters are shares of what the one before leaves
        rates = np.array([alpha, beta * alpha, gamma * (1 - alpha), damping])
        return rates, level + x[1] * scale, slope + tilt * scale / 10

    def cost(x: Floats) -> float:
        rates, first, rise = unpacked(x)
        return float(_cost(series, shape.is_relative, shape.has_trend, shape.season, rates, first, rise, season))

    best = optimize.minimize(
        cost, begin, method="Nelder-Mead", bounds=bounds,
        options={"maxfev": 200 * len(begin), "xatol": 1e-3, "fatol": 1e-5},
    )  # fmt: skip
    rates, first, rise = unpacked(best.x)
    return _run(series, shape, rates, first, rise, season, free)


def _run(
    series: Floats, shape: Shape, rates: Floats, level: float, slope: float, season: Floats, free: int
) -> Smoothing:
    turn, fitted = season.astype(np.float64).copy(), np.empty(len(series))
    last, rise = _stepped(series, shape.has_trend, shape.season, rates, level, slope, turn, fitted)
    error = series - fitted
    if shape.is_relative:
        error = error / fitted
    known = ~np.isnan(error)
    n = int(known.sum())
    squares = max(float(error[known] @ error[known]), SMALL)
    cost = n * np.log(squares) + (2 * np.log(np.abs(fitted[known])).sum() if shape.is_relative else 0.0)
    spare = n - free - 1
    aicc = cost + 2 * free + (2 * free * (free + 1) / spare if spare > 0 else np.inf)
    sigma = float(np.sqrt(squares / max(n - free + 1, 1)))
    ahead = np.roll(turn, -(len(series) % len(turn)))
    alpha, beta, gamma, damping = (float(rate) for rate in rates)
    return Smoothing(shape, alpha, beta, gamma, damping, last, rise, ahead, sigma, float(aicc), fitted)


def _first(series: Floats, has_trend: bool) -> tuple[float, float]:
    """Level and slope just before the series, from its first ten points."""
    known = np.flatnonzero(~np.isnan(series))[:10]
    if not has_trend or len(known) < 2:
        return float(series[known].mean()), 0.0
    slope, level = np.polyfit(known + 1.0, series[known], 1)
    return float(level), float(slope)


def _bridged(series: Floats) -> Floats:
    known = np.flatnonzero(~np.isnan(series))
    return np.interp(np.arange(len(series)), known, series[known])


@njit(cache=True)
def _stepped(
    series: Floats, has_trend: bool, kind: int, rates: Floats, level: float, slope: float, season: Floats,
    fitted: Floats,
) -> tuple[float, float]:  # fmt: skip
    alpha, beta, gamma, damping = rates
    length = len(season)
    for t in range(len(series)):
        place = t % length
        rise = damping * slope if has_trend else 0.0
        line, turn = level + rise, season[place]
        fitted[t] = line * turn if kind == 2 else line + turn
        error = 0.0 if np.isnan(series[t]) else series[t] - fitted[t]
        shared = error / turn if kind == 2 else error
        level = line + alpha * shared
        slope = rise + beta * shared
        if kind != 0:
            season[place] = turn + gamma * (error / line if kind == 2 else error)
    return level, slope


@njit(cache=True)
def _cost(
    series: Floats, is_relative: bool, has_trend: bool, kind: int, rates: Floats, level: float, slope: float,
    season: Floats,
) -> float:  # fmt: skip
    fitted, turn = np.empty(len(series)), season.copy()
    _stepped(series, has_trend, kind, rates, level, slope, turn, fitted)
    squares, logs, n = 0.0, 0.0, 0
    for t in range(len(series)):
        if np.isnan(series[t]):
            continue
        n += 1
        error = series[t] - fitted[t]
        if is_relative:
            if fitted[t] <= 0:
                return 1e300
            error /= fitted[t]
            logs += np.log(fitted[t])
        squares += error * error
    return float(n * np.log(max(squares, 1e-10)) + 2 * logs)


@njit(cache=True)
def _walked(
    noise: Floats, is_relative: bool, kind: int, rates: Floats, level: float, slope: float, season: Floats
) -> Floats:
    alpha, beta, gamma, damping = rates
    paths, length = np.empty(noise.shape), len(season)
    for path in range(noise.shape[0]):
        at, rise, turns = level, slope, season.copy()
        for t in range(noise.shape[1]):
            place = t % length
            rise *= damping
            line, turn = at + rise, turns[place]
            mean = line * turn if kind == 2 else line + turn
            error = mean * noise[path, t] if is_relative else noise[path, t]
            paths[path, t] = mean + error
            shared = error / turn if kind == 2 else error
            at, rise = line + alpha * shared, rise + beta * shared
            if kind != 0:
                turns[place] = turn + gamma * (error / line if kind == 2 else error)
    return paths
