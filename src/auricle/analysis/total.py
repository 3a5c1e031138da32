"""Counts and totals, with the noise of a business that happens in events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .columns import Column
from .estimator import Estimate, Estimates, Floats, Statistic, Sums
from .intervals import normal_quantile
from .tally import estimate

FORMULA = r"V(\sum x) = \sum x^2"
SOURCE = "compound Poisson process; score interval: Rao (1948), as in Barker (2002), The American Statistician 56(2)"


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are. The interval answers: how far would chance alone move it?"""

    name: ClassVar[str] = "count"
    inputs: ClassVar[tuple[str, ...]] = ()
    statistic: ClassVar[Statistic] = Statistic({"n": ()})
    formula: ClassVar[str] = r"n + z^2/2 \pm z \sqrt{n + z^2/4}"
    source: ClassVar[str] = SOURCE

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        statistic = self.statistic.weighted() if weighted else self.statistic
        n = sums.sums[next(iter(statistic.sums))]
        return _estimates(n, n, n, np.ones_like(n), confidence)


@dataclass(frozen=True, slots=True)
class Total:
    r"""Sum of the input ``x``: events at random times, each bringing x (a compound Poisson process).

    Its variance is :math:`\sum x^2`. The interval is the score interval of a count of
    :math:`(\sum x)^2 / \sum x^2` events of one size, so that a total of positive amounts stays
    positive and x = 1 gives that of the count. Without rows the total is 0 and has no interval:
    nobody knows how large an event would have been.
    """

    name: ClassVar[str] = "total"
    inputs: ClassVar[tuple[str, ...]] = ("x",)
    statistic: ClassVar[Statistic] = Statistic({"n": (), "x": ("x",), "xx": ("x", "x")})
    formula: ClassVar[str] = FORMULA
    source: ClassVar[str] = SOURCE

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        statistic = self.statistic.weighted() if weighted else self.statistic
        n, x, xx = (sums.sums[name] for name in statistic.sums)
        return _estimates(n, x, xx, _event_size(n, x, xx), confidence)


def total(values: Column, *, confidence: float = 0.95) -> Estimate:
    """Sum of a column, its interval that of a compound Poisson process. Missing rows are left out.

    >>> total([20.0, 5.0]).value
    25.0
    """
    return estimate(Total(), {"x": values}, confidence=confidence)


def _event_size(n: Floats, x: Floats, xx: Floats) -> Floats:
    """Size of the equal events that have this sum and this sum of squares, with the sign of the sum.

    Amounts of both signs can sum to nearly nothing; no event is larger than the root of the squares.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.minimum(np.where(x == 0, 0, xx / np.abs(x)), np.sqrt(xx))
    return np.where(n > 0, np.sign(x) * size, np.nan)


def _estimates(n: Floats, value: Floats, variance: Floats, size: Floats, confidence: float) -> Estimates:
    z = normal_quantile(confidence)
    centre, half = value + size * z**2 / 2, z * np.sqrt(variance + size**2 * z**2 / 4)
    low, high = np.minimum(centre - half, value), np.maximum(centre + half, value)
    return Estimates(np.rint(n).astype(np.int64), value, low, high, np.where(np.isnan(size), np.nan, np.sqrt(variance)))
