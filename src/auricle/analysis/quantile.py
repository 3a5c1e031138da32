"""Medians and other quantiles from a histogram with cells of relative width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..sentence import sentence
from .columns import Column
from .estimator import Estimate, Estimates, Floats, Statistic, Sums
from .histogram import Histogram
from .intervals import binomial_quantile, normal_quantile
from .tally import estimate

CELL_WIDTH = 0.01
_SLACK = 1e-9  # of a group's weight: sums of weights that should meet a share exactly miss it by rounding


@dataclass(frozen=True, slots=True)
class Quantile:
    """The value that a share ``q`` of the rows does not exceed; input ``x``, not negative.

    Cells are 1% wide, so a value is within half a percent of its cell's midpoint: that is the
    resolution of the point and of both bounds. A zero is a cell of its own (key 0). Where the
    cumulative share is q exactly the two neighbours are averaged (Hyndman and Fan's type 2). The
    interval runs between two order statistics whose ranks are binomial quantiles; a bound is NaN
    where too few rows lie on that side to have one. The standard error is half the interval over z
    (Woodruff). With weights, ranks are shares of weight at Kish's effective number of rows.
    """

    q: float = 0.5

    name: ClassVar[str] = "quantile"
    inputs: ClassVar[tuple[str, ...]] = ("x",)
    statistic: ClassVar[Statistic] = Statistic({"n": ()}, key="x", bin=CELL_WIDTH)
    formula: ClassVar[str] = r"x_{(r)}, \quad r = \text{Binomial}^{-1}(\alpha/2,\ n,\ q) \ldots"
    source: ClassVar[str] = (
        "Hyndman and Fan (1996), The American Statistician 50(4); Conover (1999), 3.2; Woodruff (1952), JASA 47"
    )

    def __post_init__(self) -> None:
        if not 0 < self.q < 1:
            raise NotAQuantile(self.q)

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        ranked = _Ranked(Histogram.of(sums, weighted))
        z = normal_quantile(confidence)
        n, tail = ranked.effective_n, (1 - confidence) / 2
        trials = np.maximum(np.floor(n * (1 + _SLACK)), 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = ranked.midway(self.q)
            low = ranked.at(binomial_quantile(tail, trials, self.q) / trials)
            high = ranked.at((binomial_quantile(1 - tail, trials, self.q) + 1) / trials)
        low, high = np.minimum(low, value), np.maximum(high, value)
        return Estimates(ranked.histogram.count(), value, low, high, (high - low) / (2 * z))


class _Ranked:
    """The cells of a histogram in order of group and key, to be found by share of weight."""

    def __init__(self, histogram: Histogram):
        order = np.lexsort((histogram.key, histogram.group))
        self.histogram = histogram
        self.key = histogram.key[order]
        self.cumulative = np.cumsum(histogram.w[order])
        self.weight = histogram.total(histogram.w)
        self.start = np.cumsum(self.weight) - self.weight
        with np.errstate(invalid="ignore", divide="ignore"):
            kish = self.weight**2 / histogram.total(histogram.ww)
        self.effective_n = np.where(self.weight > 0, kish, 0)

    def at(self, share: Floats) -> Floats:
        """The smallest value up to which ``share`` of the weight lies; NaN unless 0 < share <= 1."""
        return np.where((share > 0) & (share <= 1 + _SLACK), self._key(share - _SLACK), np.nan)

    def midway(self, share: float) -> Floats:
        """As ``at``, halfway to the next value where the weight up to it is ``share`` exactly."""
        below, above = self._key(share - _SLACK), self._key(share + _SLACK)
        return np.where(self.weight > 0, (below + above) / 2, np.nan)

    def _key(self, share: Floats | float) -> Floats:
        if not self.key.size:
            return np.full(self.histogram.groups, np.nan)
        place = np.searchsorted(self.cumulative, self.start + share * self.weight)
        return np.asarray(self.key[np.minimum(place, len(self.key) - 1)])


def quantile(values: Column, q: float = 0.5, weights: Column | None = None, *, confidence: float = 0.95) -> Estimate:
    """The value that a share ``q`` of the rows does not exceed, to half a percent.

    Parameters
        values: shape (n,), not negative; missing rows are left out.
        q: 0 < q < 1. weights: shape (n,), positive; None means all alike.
    Returns
        Estimate: in the unit of the values; a bound is NaN where too few rows lie on its side.
    Raises
        NotAQuantile, NegativeValue, WeightNotPositive.
    Examples
        >>> round(quantile([3, 1, 2], 0.5).value)
        2
    """
    return estimate(Quantile(q), {"x": values}, weights, confidence)


class NotAQuantile(ValueError):
    """A quantile outside 0 to 1."""

    def __init__(self, q: float):
        super().__init__(sentence("q is {q:g}; a quantile lies between 0 and 1, the median at 0.5", q=q))
