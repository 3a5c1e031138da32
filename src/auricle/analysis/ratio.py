"""A sum per another sum over the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .columns import Column
from .estimator import Estimate, Estimates, Statistic, Sums
from .intervals import t_quantile
from .tally import estimate


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sum of ``numerator`` per sum of ``denominator``, by the delta method; NaN where the latter is 0.

    A row is one customer (or order, or contract): revenue now per revenue then is net revenue
    retention, items per order the basket.
    """

    name: ClassVar[str] = "ratio"
    inputs: ClassVar[tuple[str, ...]] = ("numerator", "denominator")
    statistic: ClassVar[Statistic] = Statistic(
        {
            "n": (),
            "y": ("numerator",),
            "x": ("denominator",),
            "yy": ("numerator", "numerator"),
            "xy": ("denominator", "numerator"),
            "xx": ("denominator", "denominator"),
        }
    )
    formula: ClassVar[str] = r"R = \sum y / \sum x, \quad V = \frac{n}{n - 1} \frac{\sum (y - R x)^2}{(\sum x)^2}"
    source: ClassVar[str] = "Cochran (1977), Sampling Techniques, 6.4: delta method"

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        statistic = self.statistic.weighted() if weighted else self.statistic
        n, y, x, yy, xy, xx = (sums.sums[name] for name in statistic.sums)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.where(x != 0, y / x, np.nan)
            residual = np.maximum(yy - 2 * value * xy + value**2 * xx, 0)
            standard_error = np.sqrt(np.where(n > 1, n / (n - 1) * residual, np.nan)) / np.abs(x)
        half = t_quantile(confidence, n - 1) * standard_error
        return Estimates(np.rint(n).astype(np.int64), value, value - half, value + half, standard_error)


def ratio(numerator: Column, denominator: Column, *, confidence: float = 0.95) -> Estimate:
    """Sum of one column per sum of another, row by row of the same things.

    Parameters
        numerator, denominator: shape (n,); rows missing either are left out.
    Returns
        Estimate: NaN when the denominators sum to 0; no interval with one row.
    Examples
        >>> ratio([2, 4], [10, 20]).value
        0.2
    """
    return estimate(Ratio(), {"numerator": numerator, "denominator": denominator}, confidence=confidence)
