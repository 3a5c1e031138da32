"""The optimised Theta method: a smoothed level and a share of the long line, the share learnt from the past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import optimize

from .estimator import Floats
from .smoothing import seasonal_part

SEASON_Z = 1.645
GOOD_ENOUGH = {"xatol": 1e-3, "fatol": 1e-6}


@dataclass(frozen=True, slots=True)
class Theta:
    """A fitted series; ``line`` is intercept and slope of its long line, ``season`` begins with the first point's."""

    alpha: float
    theta: float
    level: float
    line: tuple[float, float]
    season: Floats
    is_multiplied: bool
    points: int
    sigma: float

    def ahead(self, steps: int) -> tuple[Floats, Floats]:
        """Means and standard deviations of the next points, shape (steps,) each."""
        on, kept = np.arange(1, steps + 1), (1 - self.alpha) ** self.points
        drift = on - 1 + (1 - kept * (1 - self.alpha)) / self.alpha
        mean = self.level + (1 - 1 / self.theta) * (kept * self.line[0] + drift * self.line[1])
        spread = self.sigma * np.sqrt(1 + (on - 1) * self.alpha**2)
        turn = self.season[(self.points + on - 1) % len(self.season)]
        return (mean * turn, spread * turn) if self.is_multiplied else (mean + turn, spread)


def theta(series: Floats, season_length: int = 1) -> Theta:
    r"""The optimised Theta model, of the series without its season.

    .. math:: \hat y_{t+1} = \ell_t + (1 - 1/\theta) \{(1 - \alpha)^t A + [1 - (1 - \alpha)^{t+1}] B / \alpha\}

    A and B are intercept and slope of a straight line through all points; α, θ and the first level make
    the squared one-step errors least. A season is taken out when its autocorrelation is clear.

    Parameters
        series: shape (points,), nothing missing, at least four.
        season_length: points in a season; 1 when there is none.
    References
        Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), Int. J. Forecasting 32(4): 1151-1161.
    """
    series = np.asarray(series, np.float64)
    is_multiplied = bool(series.min() > 0)
    season = _season(series, season_length, is_multiplied)
    turn = season[np.arange(len(series)) % len(season)]
    plain = series / turn if is_multiplied else series - turn
    scale = float(plain.std()) or 1.0

    def cost(x: Floats) -> float:
        return float(np.log(max(_errors(plain, x[0], np.exp(x[1]), plain[0] + x[2] * scale, line)[0], 1e-12)))

    line = _line(plain)
    starts = ([0.5, np.log(2.0), 0.0], [0.1, np.log(2.0), 0.0], [0.8, np.log(20.0), 0.0])
    bounds = [(0.01, 0.99), (0.0, np.log(100.0)), (-10.0, 10.0)]
    fits = [
        optimize.minimize(cost, start, method="Nelder-Mead", bounds=bounds, options=GOOD_ENOUGH) for start in starts
    ]
    best = min(fits, key=lambda fit: float(fit.fun)).x
    return _replayed(plain, season, is_multiplied, best[0], float(np.exp(best[1])), plain[0] + best[2] * scale)


def replayed(series: Floats, season_length: int, alpha: float, at: float, first: float) -> Theta:
    """A model whose rate, theta and first level are known, run over a series."""
    is_multiplied = bool(np.min(series) > 0)
    season = _season(series, season_length, is_multiplied)
    turn = season[np.arange(len(series)) % len(season)]
    return _replayed(series / turn if is_multiplied else series - turn, season, is_multiplied, alpha, at, first)


def _replayed(plain: Floats, season: Floats, is_multiplied: bool, alpha: float, at: float, first: float) -> Theta:
    line = _line(plain)
    squares, level = _errors(plain, alpha, at, first, line)
    sigma = float(np.sqrt(squares / max(len(plain) - 3, 1)))
    return Theta(float(alpha), float(at), float(level), line, season, is_multiplied, len(plain), sigma)


def _season(series: Floats, length: int, is_multiplied: bool) -> Floats:
    """The season when its autocorrelation is beyond chance, else one that does nothing."""
    nothing = np.full(1, 1.0 if is_multiplied else 0.0)
    if length < 2 or len(series) < 2 * length + 1:
        return nothing
    away = series - series.mean()
    total = float(away @ away)
    if total == 0:
        return nothing
    echo = np.array([away[lag:] @ away[:-lag] / total for lag in range(1, length + 1)])
    limit = SEASON_Z * np.sqrt((1 + 2 * (echo[:-1] ** 2).sum()) / len(series))
    return seasonal_part(series, length, is_multiplied) if abs(echo[-1]) > limit else nothing


def _line(series: Floats) -> tuple[float, float]:
    slope, intercept = np.polyfit(np.arange(1, len(series) + 1), series, 1)
    return float(intercept), float(slope)


def _errors(series: Floats, alpha: float, at: float, first: float, line: tuple[float, float]) -> tuple[float, float]:
    """The sum of squared one-step errors, and the last level."""
    squares, level = _stepped(series, alpha, 1 - 1 / at, first, *line)
    return float(squares), float(level)


@njit(cache=True)
def _stepped(
    series: Floats, alpha: float, share: float, level: float, intercept: float, slope: float
) -> tuple[float, float]:
    squares, kept = 0.0, 1.0  # kept is (1 - alpha)^t
    for t in range(len(series)):
        told = level + share * (kept * intercept + (1 - kept * (1 - alpha)) / alpha * slope)
        if t > 0:
            squares += (series[t] - told) ** 2
        level = alpha * series[t] + (1 - alpha) * level
        kept *= 1 - alpha
    return squares, level
