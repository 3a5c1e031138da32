"""Arithmetic means: of any number from moments, of scores (weighted too) from a histogram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .columns import Column
from .estimator import Estimate, Estimates, Floats, Statistic, Sums
from .histogram import Histogram
from .intervals import t_quantile
from .tally import estimate

FORMULA = r"\bar x = \sum x / n, \quad \bar x \pm t_{n-1} \sqrt{\sum (x - \bar x)^2 / (n (n - 1))}"
SOURCE = "Student (1908), Biometrika 6(1)"


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of the input ``x`` from count, sum and sum of squares; t interval, NaN with one row."""

    name: ClassVar[str] = "mean"
    inputs: ClassVar[tuple[str, ...]] = ("x",)
    statistic: ClassVar[Statistic] = Statistic({"n": (), "x": ("x",), "xx": ("x", "x")})
    formula: ClassVar[str] = FORMULA
    source: ClassVar[str] = SOURCE

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        statistic = self.statistic.weighted() if weighted else self.statistic
        n, x, xx = (sums.sums[name] for name in statistic.sums)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = x / n
            variance = np.maximum(xx - x * value, 0) / n**2
        return _estimates(n, value, variance, confidence)


@dataclass(frozen=True, slots=True)
class MeanScore:
    """Mean of the input ``score`` from a histogram; with weights the weighted mean, linearised."""

    name: ClassVar[str] = "mean_score"
    inputs: ClassVar[tuple[str, ...]] = ("score",)
    statistic: ClassVar[Statistic] = Statistic({"n": ()}, key="score")
    formula: ClassVar[str] = FORMULA
    source: ClassVar[str] = SOURCE + "; weighted: Särndal, Swensson and Wretman (1992), 5.7"

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        histogram = Histogram.of(sums, weighted)
        variance = histogram.variance_of_mean(histogram.key)
        return _estimates(histogram.total(histogram.n), histogram.mean(histogram.key), variance, confidence)


def mean(values: Column, weights: Column | None = None, *, confidence: float = 0.95) -> Estimate:
    """Mean with its t interval.

    Parameters
        values: shape (n,); missing rows are left out.
        weights: shape (n,), positive; None means all alike. Only their proportions matter.
    Returns
        Estimate: in the unit of the values; the interval is NaN with one row, all is NaN with none.
    Examples
        >>> mean([1, 2, 6]).value
        3.0
    """
    if weights is None:
        return estimate(Mean(), {"x": values}, confidence=confidence)
    return estimate(MeanScore(), {"score": values}, weights, confidence)


def mean_of_sums(sums: Floats) -> Estimate:
    """Mean from the sums it takes: how many, their sum, and that of their squares, shape (3,)."""
    return Mean().estimate(Sums(1, {name: sums[[place]] for place, name in enumerate(("n", "x", "xx"))}))[0]


def _estimates(n: Floats, value: Floats, variance: Floats, confidence: float) -> Estimates:
    """``variance`` of the mean with n in place of n - 1, as sums give it."""
    with np.errstate(invalid="ignore", divide="ignore"):
        standard_error = np.sqrt(np.where(n > 1, variance * n / (n - 1), np.nan))
    half = t_quantile(confidence, n - 1) * standard_error
    return Estimates(np.rint(n).astype(np.int64), value, value - half, value + half, standard_error)
