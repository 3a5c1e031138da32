"""What drives a score: each driver's exact share of the explained variance, with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .columns import Column, labelled, numbers, positive_weights, same_length
from .estimator import Floats, Integers
from .importance import shares_of_r_squared
from .intervals import normal_quantile
from .refusals import NoResponses

MOST_DRIVERS = 20
BLOCKS = 400


@dataclass(frozen=True, slots=True)
class Driver:
    """``share`` of the target's variance it explains (LMG), with its interval; ``correlation`` has the sign."""

    name: str
    share: float
    low: float
    high: float
    correlation: float


@dataclass(frozen=True, slots=True)
class Drivers:
    """The shares of ``drivers`` sum to ``r_squared``; ``n`` rows had every column."""

    n: int
    r_squared: float
    drivers: tuple[Driver, ...]


def drivers(
    target: Column,
    columns: Mapping[str, Column],
    weights: Column | None = None,
    blocks: Column | None = None,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Drivers:
    """How much of the differences in a score each driver accounts for, however the drivers correlate.

    A share is the driver's gain in R² averaged over all orders of entering a linear regression
    (``shares_of_r_squared``). It tells association, not cause. Intervals are bootstrap percentiles
    over blocks; a share cannot be negative, so that of an idle driver lies a little above 0.

    Parameters
        target: shape (n,), the score. columns: each driver, shape (n,). Rows that miss a number in
        any of them are left out.
        weights: shape (n,), positive. Only their proportions matter.
        blocks: shape (n,), labels of rows that belong together (one customer, one week); they are
            drawn together. None draws rows, beyond 400 in 400 random blocks.
        seed: of the random numbers; the same gives the same interval.
    Raises
        NoDrivers, TooManyDrivers: fewer than 1, more than 20.
        NoResponses: no row has every column. TooFewRows: no more rows than columns.
        EmptyColumn, ConstantColumn, SameColumn: name the column that has nothing to tell.
    References
        Lindeman, Merenda and Gold (1980). Grömping (2006), J. Statistical Software 17(1): relaimpo.
    """
    names = list(columns)
    _refuse_number_of_drivers(len(names))
    table = _table({**columns, "target": target})
    weight = np.ones(len(table)) if weights is None else positive_weights(weights, len(table))
    block = None if blocks is None else labelled(blocks)
    same_length(target=len(table), blocks=len(table) if block is None else len(block))
    whole = ~np.isnan(table).any(axis=1)
    table, weight = table[whole], weight[whole]
    _refuse_uninformative([*names, "target"], table)
    random = np.random.default_rng(seed)
    moments = _moments(table, weight, _blocks(len(table), random) if block is None else block[whole])
    correlation = _correlation(moments.sum(axis=0))
    low, high = _interval(moments, resamples, confidence, random)
    shares = shares_of_r_squared(correlation)
    found = zip(names, shares, low, high, correlation[-1], strict=False)
    return Drivers(len(table), float(shares.sum()), tuple(Driver(name, *map(float, row)) for name, *row in found))


class NoDrivers(ValueError):
    """A target and nothing to explain it with."""

    def __init__(self) -> None:
        super().__init__("no drivers; give at least one column")


class TooManyDrivers(ValueError):
    """More drivers than subsets can be walked through."""

    def __init__(self, drivers: int):
        super().__init__(f"{drivers} drivers, and at most {MOST_DRIVERS} are possible; average those of one theme")


class TooFewRows(ValueError):
    """No more rows than columns: they would be explained whatever they say."""

    def __init__(self, rows: int, columns: int):
        super().__init__(f"{rows} complete rows for {columns} columns; use fewer drivers or more answers")


class EmptyColumn(ValueError):
    """A column in which every number is missing."""

    def __init__(self, name: str):
        super().__init__(f"{name}: every number is missing; leave the column out")


class ConstantColumn(ValueError):
    """A column that says the same in every complete row."""

    def __init__(self, name: str, value: float):
        super().__init__(f"{name} is {value:g} in every complete row and can explain nothing; leave it out")


class SameColumn(ValueError):
    """Two columns that say the same."""

    def __init__(self, first: str, second: str):
        super().__init__(f"{first} and {second} say the same (correlation 1 or -1); leave one out")


def _refuse_number_of_drivers(count: int) -> None:
    if not count:
        raise NoDrivers()
    if count > MOST_DRIVERS:
        raise TooManyDrivers(count)


def _table(columns: Mapping[str, Column]) -> Floats:
    arrays = {name: _column(name, column) for name, column in columns.items()}
    same_length(**{name: len(array) for name, array in arrays.items()})
    return np.column_stack(list(arrays.values()))


def _column(name: str, column: Column) -> Floats:
    values = numbers(column, name, missing=True)
    if not values.size:
        raise NoResponses(name)
    if np.isnan(values).all():
        raise EmptyColumn(name)
    return values


def _refuse_uninformative(names: list[str], table: Floats) -> None:
    rows, columns = table.shape
    if not rows:
        raise NoResponses("complete rows")
    if rows <= columns:
        raise TooFewRows(rows, columns)
    for name, values in zip(names, table.T, strict=True):
        if np.ptp(values) == 0:
            raise ConstantColumn(name, float(values[0]))
    correlation = np.atleast_2d(np.corrcoef(table.T))
    for first, second in combinations(range(columns), 2):
        if abs(correlation[first, second]) > 1 - 1e-12:
            raise SameColumn(names[first], names[second])


def _blocks(rows: int, random: np.random.Generator) -> Integers:
    return np.arange(rows) if rows <= BLOCKS else random.integers(BLOCKS, size=rows)


def _moments(table: Floats, weight: Floats, block: Integers) -> Floats:
    """Per block the weighted sums of 1, of each column and of their products, shape (blocks, k + 1, k + 1)."""
    centred = (table - np.average(table, axis=0, weights=weight)) / table.std(axis=0)
    order = np.argsort(block, kind="stable")
    starts = np.flatnonzero(np.diff(block[order], prepend=-1))
    row = np.column_stack([np.ones(len(table)), centred])[order]
    weighed = row * weight[order, None]
    pairs = [np.add.reduceat(weighed * row[:, [column]], starts) for column in range(row.shape[1])]
    return np.stack(pairs, axis=1)


def _correlation(moments: Floats) -> Floats:
    """Correlations from summed moments; a column that came out constant correlates with nothing."""
    mean = moments[0, 1:] / moments[0, 0]
    covariance = moments[1:, 1:] / moments[0, 0] - np.outer(mean, mean)
    spread = np.sqrt(np.maximum(np.diag(covariance), 0))
    scale = np.divide(1, spread, out=np.zeros_like(spread), where=spread > 1e-9)
    correlation = covariance * np.outer(scale, scale)
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(correlation, np.float64)


def _interval(moments: Floats, resamples: int, confidence: float, random: np.random.Generator) -> tuple[Floats, Floats]:
    normal_quantile(confidence)
    blocks = len(moments)
    drawn = random.multinomial(blocks, np.full(blocks, 1 / blocks), size=resamples)
    summed = np.tensordot(drawn.astype(np.float64), moments, axes=1)
    shares = np.array([shares_of_r_squared(_correlation(replicate)) for replicate in summed])
    low, high = np.quantile(shares, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    return np.asarray(low), np.asarray(high)
