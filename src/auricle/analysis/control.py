"""Limits within which a measure varies when nothing in particular has happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..sentence import sentence
from .columns import Column, numbers, same_length
from .estimator import Floats
from .refusals import NotAShare

MEAN_RANGE_PER_SIGMA = 1.128  # d2 for ranges of two
RUN = 8
ROUNDING = 1e-9  # parts of a value that are the arithmetic's, not the measure's
BEYOND, IN_A_RUN, DRIFT = "beyond", "run", "drift"
MEMORY, REACH = 0.2, 2.860  # of the smoothed chart: one false alarm in 370 points, as with three sigma


@dataclass(frozen=True, slots=True)
class Limits:
    """A control chart of a series; arrays of shape (points,).

    ``centre`` is one number. ``rule`` says of each point why it signals: "beyond" the limits, in a
    "run" of eight or more on one side of the centre, a "drift" of the smoothed points; empty where it
    does not. ``drawn`` is what the limits hold: the points themselves, or the smoothed ones; NaN where a
    point is missing, and so are limits that hang on its standard error.
    """

    centre: float
    low: Floats
    high: Floats
    rule: tuple[str, ...]
    drawn: Floats

    @property
    def signal(self) -> NDArray[np.bool_]:
        return np.array([bool(rule) for rule in self.rule], np.bool_)


def individuals(values: Column) -> Limits:
    r"""XmR chart: for totals, counts and means, a point per period.

    .. math:: \bar x \pm 3\, \overline{MR} / 1.128

    Parameters
        values: shape (points,), in order of time; missing points are bridged and never signal.
    Raises
        TooFewPoints: fewer than three points.
    References
        Wheeler and Chambers (1992), Understanding Statistical Process Control. Runs of eight:
        Western Electric (1956), rule 4.
    """
    series = numbers(values, "values", missing=True)
    centre = _centre(series, np.ones_like(series))
    return _limits(series, centre, np.full_like(series, _moving_sigma(series)))


def estimated(values: Column, standard_errors: Column) -> Limits:
    r"""Laney's chart of any measure whose points have a standard error (NPS, CSAT, rates by period).

    Sampling noise differs from point to point and is rarely all there is: standardised by their
    standard errors the points become an XmR chart, whose sigma then widens (or narrows) the limits.

    .. math:: c \pm 3\, s_i\, \sigma_z, \quad \sigma_z = \overline{MR}(z) / 1.128, \quad z_i = (v_i - c) / s_i

    The centre is weighted by 1 / s². Points without a positive standard error are bridged.

    References
        Laney (2002), Quality Engineering 14(4): 531-537.
    """
    series, spread = numbers(values, "values", missing=True), numbers(standard_errors, "standard_errors", missing=True)
    same_length(values=len(series), standard_errors=len(spread))
    series, spread = np.where(spread > 0, series, np.nan), np.where(spread > 0, spread, np.nan)
    centre = _centre(series, 1 / spread**2)
    return _limits(series, centre, spread * _moving_sigma((series - centre) / spread))


def shares(successes: Column, n: Column) -> Limits:
    """Laney's p' chart: ``estimated`` with the overall share as centre and its binomial noise.

    Parameters
        successes, n: shape (points,); points with n of 0 are bridged.
    Raises
        TooFewPoints, NotAShare.
    """
    x, trials = numbers(successes, "successes"), numbers(n, "n")
    same_length(successes=len(x), n=len(trials))
    wrong = np.flatnonzero((x < 0) | (x > trials))
    if wrong.size:
        raise NotAShare(float(x[wrong[0]]), float(trials[wrong[0]]))
    with np.errstate(invalid="ignore", divide="ignore"):
        share, centre = x / trials, float(x.sum() / trials.sum())
        spread = np.sqrt(centre * (1 - centre) / np.where(trials > 0, trials, np.nan))
        z = (share - centre) / spread if 0 < centre < 1 else np.where(trials > 0, 0.0, np.nan)
    limits = _limits(share, centre, spread * _moving_sigma(z))
    return Limits(centre, np.clip(limits.low, 0, 1), np.clip(limits.high, 0, 1), limits.rule, limits.drawn)


def smoothed(values: Column, standard_errors: Column | None = None) -> Limits:
    r"""EWMA chart: finds small shifts that stay, which single points within their limits do not show.

    .. math:: e_t = \lambda v_t + (1 - \lambda) e_{t-1}, \quad
              V_t = \lambda^2 \sigma_t^2 + (1 - \lambda)^2 V_{t-1}, \quad c \pm 2.860 \sqrt{V_t}

    With λ = .2 it raises one false alarm in 370 points, and finds a shift of one sigma in about nine.

    Parameters
        values: shape (points,), in order of time; the smoothed value stays where it was at missing points.
        standard_errors: shape (points,), or None when the points have none; σ is then the same for all.
    Raises
        TooFewPoints: fewer than three points.
    References
        Lucas and Saccucci (1990), Technometrics 32(1): 1-29.
    """
    series = numbers(values, "values", missing=True)
    if standard_errors is None:
        centre, sigma = _centre(series, np.ones_like(series)), np.full_like(series, _moving_sigma(series))
    else:
        spread = numbers(standard_errors, "standard_errors", missing=True)
        same_length(values=len(series), standard_errors=len(spread))
        series, spread = np.where(spread > 0, series, np.nan), np.where(spread > 0, spread, np.nan)
        centre = _centre(series, 1 / spread**2)
        sigma = spread * _moving_sigma((series - centre) / spread)
    drawn, variance = np.empty_like(series), np.empty_like(series)
    level, moved = centre, 0.0
    for i, (value, noise) in enumerate(zip(series, sigma, strict=True)):
        if not np.isnan(value):
            level = MEMORY * value + (1 - MEMORY) * level
            moved = MEMORY**2 * noise**2 + (1 - MEMORY) ** 2 * moved
        drawn[i], variance[i] = level, moved
    drawn = np.where(np.isnan(series), np.nan, drawn)
    reach = REACH * np.sqrt(variance)
    low, high = centre - reach, centre + reach
    return Limits(centre, low, high, tuple(DRIFT if out else "" for out in _outside(drawn, low, high)), drawn)


class TooFewPoints(ValueError):
    """A chart of fewer than three points has no limits."""

    def __init__(self, points: int):
        super().__init__(
            sentence("{points} points have no control limits; give at least 3, and 12 are usual", points=points)
        )


def _centre(series: Floats, weight: Floats) -> float:
    seen = ~np.isnan(series)
    if seen.sum() < 3:
        raise TooFewPoints(int(seen.sum()))
    return float(np.average(series[seen], weights=weight[seen]))


def _moving_sigma(series: Floats) -> float:
    seen = series[~np.isnan(series)]
    if seen.size < 3:
        raise TooFewPoints(int(seen.size))
    return float(np.abs(np.diff(seen)).mean() / MEAN_RANGE_PER_SIGMA)


def _limits(series: Floats, centre: float, sigma: Floats) -> Limits:
    low, high = centre - 3 * sigma, centre + 3 * sigma
    beyond, run = _outside(series, low, high), _in_run(series, centre)
    rule = tuple(BEYOND if out else IN_A_RUN if stays else "" for out, stays in zip(beyond, run, strict=True))
    return Limits(centre, low, high, rule, series)


def _outside(series: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Points beyond limits by more than rounding: a measure that never moves is not beyond limits of no width."""
    slack = ROUNDING * np.maximum(np.abs(low), np.abs(high))
    return (series < low - slack) | (series > high + slack)


def _in_run(series: Floats, centre: float) -> NDArray[np.bool_]:
    """Points of a stretch of ``RUN`` or more on one side; missing points neither break nor join one."""
    run = np.zeros(series.shape, np.bool_)
    seen = np.flatnonzero(~np.isnan(series))
    above = series[seen] - centre
    side = np.where(np.abs(above) > ROUNDING * abs(centre), np.sign(above), 0.0)
    edges = np.flatnonzero(np.diff(side)) + 1
    for stretch in np.split(np.arange(len(seen)), edges):
        if len(stretch) >= RUN and side[stretch[0]] != 0:
            run[seen[stretch]] = True
    return run
