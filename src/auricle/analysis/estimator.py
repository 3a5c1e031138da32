"""What an estimator is: an additive statistic, a pure function of it, a source.

A statistic is a set of named sums. The engine computes them, grouped, in one pass; they add over
groups, days and engines, so a roll-up is exact. Python turns a few rows of sums into numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..sentence import sentence

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimates:
    """One estimate per group; every array has shape (groups,).

    ``n`` is the number of observations behind it; ``value``, ``low``, ``high`` and
    ``standard_error`` are in the unit of the estimator and NaN where it cannot tell.
    """

    n: Integers
    value: Floats
    low: Floats
    high: Floats
    standard_error: Floats

    def __len__(self) -> int:
        return len(self.n)

    def __getitem__(self, group: int) -> Estimate:
        return Estimate(
            int(self.n[group]),
            float(self.value[group]),
            float(self.low[group]),
            float(self.high[group]),
            float(self.standard_error[group]),
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """One group of ``Estimates``: what the plain functions of this room return."""

    n: int
    value: float
    low: float
    high: float
    standard_error: float

    @property
    def interval(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Statistic:
    """The sums an estimator needs.

    ``sums`` maps the name of a sum to the inputs whose product is summed: ``{"n": (), "x": ("x",),
    "xx": ("x", "x")}`` is a count, a sum and a sum of squares. Rows in which any input is missing
    are left out of every sum. ``key`` names the input to group by as well: the statistic is then a
    histogram of that input, with the sums in each of its cells. ``bin`` is the relative width of
    the histogram's cells when the key is continuous (0: every value is a cell of its own).
    """

    sums: Mapping[str, tuple[str, ...]]
    key: str = ""
    bin: float = 0.0

    def weighted(self) -> Statistic:
        """The sums a weighted estimate needs besides: ``w`` and ``ww``, of the input ``weight``.

        Raises
            CannotWeight: the statistic is not a histogram.
        """
        if not self.key:
            raise CannotWeight(self)
        return replace(self, sums={**self.sums, "w": ("weight",), "ww": ("weight", "weight")})


class CannotWeight(ValueError):
    """A weighted estimate was asked of an estimator that does not work from a histogram."""

    def __init__(self, statistic: Statistic):
        super().__init__(
            sentence(
                "sums {sums} carry no weights; leave the weights out, or use an estimator over a "
                "histogram (net_score, top_box, mean_score, quantile)",
                sums=", ".join(statistic.sums),
            )
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """A statistic as computed: for each of ``groups`` groups, its sums.

    Without a key every array in ``sums`` has shape (groups,). With a key they have shape (cells,),
    ``group`` gives each cell's group (0..groups-1) and ``key`` the value of the key there (the cell's
    midpoint when binned).
    """

    groups: int
    sums: Mapping[str, NDArray[np.float64]]
    group: Integers | None = None
    key: Floats | None = None


class Estimator(Protocol):
    """``inputs`` are the names an estimator's measure binds to expressions over an entity.

    With ``weighted`` the sums must be those of ``statistic.weighted()``.
    """

    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> tuple[str, ...]: ...
    @property
    def statistic(self) -> Statistic: ...
    @property
    def formula(self) -> str:
        """LaTeX."""
        ...

    @property
    def source(self) -> str: ...

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates: ...
