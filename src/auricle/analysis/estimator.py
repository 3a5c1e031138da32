"""What an estimator is: an additive statistic, a pure function of it, a source.

A statistic is a set of named sums. The engine computes them, grouped, in one pass; they add over
groups, days and engines, so a roll-up is exact. Python turns a few rows of sums into numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
    """``inputs`` are the names an estimator's measure binds to expressions over an entity."""

    name: str
    inputs: tuple[str, ...]
    statistic: Statistic
    formula: str  # LaTeX
    source: str

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates: ...
