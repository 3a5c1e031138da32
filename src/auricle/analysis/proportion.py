"""A share of yes among yes and no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .columns import Column
from .estimator import Estimate, Estimates, Statistic, Sums
from .intervals import normal_quantile, wilson
from .refusals import NotAShare
from .tally import estimate


@dataclass(frozen=True, slots=True)
class Proportion:
    r"""Share of the rows whose input ``x`` is 1, with Wilson's interval.

    The standard error is half of the interval over z, so that 2 of 2 is not certain.
    """

    name: ClassVar[str] = "proportion"
    inputs: ClassVar[tuple[str, ...]] = ("x",)
    statistic: ClassVar[Statistic] = Statistic({"n": (), "x": ("x",)})
    formula: ClassVar[str] = (
        r"p = x / n, \quad \frac{p + z^2 / 2n \pm z \sqrt{p (1 - p) / n + z^2 / 4n^2}}{1 + z^2 / n}"
    )
    source: ClassVar[str] = "Wilson (1927), JASA 22: 209-212"

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        statistic = self.statistic.weighted() if weighted else self.statistic
        n, x = (sums.sums[name] for name in statistic.sums)
        wrong = np.flatnonzero((x < 0) | (x > n))
        if wrong.size:
            raise NotAShare(float(x[wrong[0]]), float(n[wrong[0]]))
        with np.errstate(invalid="ignore", divide="ignore"):
            share = x / n
        low, high = wilson(share, n, confidence)
        spread = (high - low) / (2 * normal_quantile(confidence))
        return Estimates(np.rint(n).astype(np.int64), share, low, high, spread)


def proportion(yes: Column, *, confidence: float = 0.95) -> Estimate:
    """Share of 1 (or True) in a column of 0 and 1.

    Parameters
        yes: shape (n,); missing rows are left out.
    Returns
        Estimate: value, low, high as shares 0..1; NaN when n is 0.
    Raises
        NotAShare: the column holds more than its rows.
    Examples
        >>> proportion([1, 0, 1, 1]).value
        0.75
    """
    return estimate(Proportion(), {"x": yes}, confidence=confidence)


def share_of(successes: float, n: float, *, confidence: float = 0.95) -> Estimate:
    """As ``proportion``, from counts; NaN when n is 0."""
    sums = Sums(1, {"n": np.array([n], np.float64), "x": np.array([successes], np.float64)})
    return Proportion().estimate(sums, confidence=confidence)[0]
