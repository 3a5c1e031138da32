"""What drives a score: each driver's exact share of the explained variance, with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..sentence import sentence
from .block_sums import BlockSums, correlations
from .columns import Column, labelled, name_beside, numbers, positive_weights, same_length, whole_number
from .estimator import Estimate, Floats, Integers
from .importance import shares_of_r_squared
from .intervals import normal_quantile
from .refusals import NoResponses

MOST_DRIVERS = 20
BLOCKS = 400
NEXT_TO_NOTHING = 0.05
"""Of a standard deviation of the outcome, for one of the driver."""


@dataclass(frozen=True, slots=True)
class Driver:
    """``share`` of the target's variance it explains (LMG), with its interval; ``correlation`` has the sign.

    ``slope`` is what one unit of it adds to the outcome, the other drivers equal; ``strength`` the same
    in standard deviations of both; ``mean`` its own mean.
    """

    name: str
    share: float
    low: float
    high: float
    correlation: float
    slope: Estimate
    strength: Estimate
    mean: Estimate

    @property
    def is_clear(self) -> bool:
        """Whether it tells something of its own, beyond what it has in common with the other drivers.

        The interval of its strength must leave out all that is next to nothing, and not 0 alone:
        drivers are measured with error, so a little of each rubs off on those it correlates with.
        """
        return self.strength.low > NEXT_TO_NOTHING or self.strength.high < -NEXT_TO_NOTHING


@dataclass(frozen=True, slots=True)
class Drivers:
    """The shares of ``drivers`` sum to ``r_squared``, ``explained`` has its interval; ``n`` rows had every column."""

    n: int
    r_squared: float
    drivers: tuple[Driver, ...]
    explained: Estimate


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
    over blocks; where drawing again always explains more than the rows do, as by chance it can, they
    begin at what the rows do. A share cannot be negative, so that of an idle driver lies a little above
    0, and that of one correlated with others takes part in theirs: whether a driver tells anything of
    its own is read from its slope.

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
    outcome = name_beside("target", names)
    table = _table({**columns, outcome: target})
    weight = np.ones(len(table)) if weights is None else positive_weights(weights, len(table))
    block = None if blocks is None else labelled(blocks, "blocks")
    same_length(target=len(table), blocks=len(table) if block is None else len(block))
    whole = ~np.isnan(table).any(axis=1)
    table, weight = table[whole], weight[whole]
    _refuse_uninformative([*names, outcome], table)
    random = np.random.default_rng(seed)
    block = _blocks(len(table), random) if block is None else labelled(block[whole], "blocks")
    sums = BlockSums.of(table, block, int(block.max()) + 1, weight)
    return summed_drivers(names, sums, resamples=resamples, confidence=confidence, random=random)


def summed_drivers(
    names: Sequence[str],
    sums: BlockSums,
    outcome: int | None = None,
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
    random: np.random.Generator,
) -> Drivers:
    """As ``drivers``, from sums in blocks: columns 0..k-1 are the drivers, k the target.

    Parameters
        outcome: the column that slopes are about, where it is another than the target (the points
            that a score of 0..10 adds to a Net Promoter Score).
    """
    normal_quantile(confidence)
    resamples = whole_number(resamples, "resamples", 2)
    k = len(names)
    place = list(range(k + 1))
    draws, point = sums.redrawn(resamples, random), sums.total
    correlation = correlations(sums.only(place).total)[0]
    drawn = correlations(draws[:, : k + 2, : k + 2])
    shares, drawn_shares = shares_of_r_squared(correlation), np.array([shares_of_r_squared(each) for each in drawn])
    about = k if outcome is None else outcome
    slope, drawn_slopes = (sums.slopes(each, place[:-1], about) for each in (point, draws))
    spread = sums.spread(point)[0]
    relative = spread[:k] / spread[about] if spread[about] > 0 else np.zeros(k)
    slopes = _estimates(slope, drawn_slopes, sums, confidence)
    strengths = _estimates(slope * relative, drawn_slopes * relative, sums, confidence)
    means = _estimates(sums.means(point), sums.means(draws), sums, confidence)
    levels = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(drawn_shares, levels, axis=0)
    low, high = np.minimum(low, shares), np.maximum(high, shares)
    found = []
    for i, name in enumerate(names):
        share, least, most, related = (float(each[i]) for each in (shares, low, high, correlation[:, -1]))
        found.append(Driver(name, share, least, most, related, slopes[i], strengths[i], means[i]))
    explained = _estimates(np.array([[shares.sum()]]), drawn_shares.sum(axis=1, keepdims=True), sums, confidence)[0]
    return Drivers(sums.rows, float(shares.sum()), tuple(found), explained)


class NoDrivers(ValueError):
    """A target and nothing to explain it with."""

    def __init__(self) -> None:
        super().__init__(sentence("no drivers; give at least one column"))


class TooManyDrivers(ValueError):
    """More drivers than subsets can be walked through."""

    def __init__(self, drivers: int):
        super().__init__(
            sentence(
                "{drivers} drivers, and at most {most} are possible; average those of one theme",
                drivers=drivers,
                most=MOST_DRIVERS,
            )
        )


class TooFewRows(ValueError):
    """No more rows than columns: they would be explained whatever they say."""

    def __init__(self, rows: int, columns: int):
        super().__init__(
            sentence(
                "{rows} complete rows for {columns} columns; use fewer drivers or more answers",
                rows=rows,
                columns=columns,
            )
        )


class EmptyColumn(ValueError):
    """A column in which every number is missing."""

    def __init__(self, name: str):
        super().__init__(sentence("{name}: every number is missing; leave the column out", name=name))


class ConstantColumn(ValueError):
    """A column that says the same in every complete row."""

    def __init__(self, name: str, value: float):
        super().__init__(
            sentence(
                "{name} is {value:g} in every complete row and can explain nothing; leave it out",
                name=name,
                value=value,
            )
        )


class SameColumn(ValueError):
    """Two columns that say the same."""

    def __init__(self, first: str, second: str):
        super().__init__(
            sentence(
                "{first} and {second} say the same (correlation 1 or -1); leave one out", first=first, second=second
            )
        )


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


def _estimates(point: Floats, draws: Floats, sums: BlockSums, confidence: float) -> list[Estimate]:
    """Estimates of the columns of ``point``, shape (1, columns), with percentiles of ``draws``."""
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    low, high = np.minimum(low, point[0]), np.maximum(high, point[0])
    spread = draws.std(axis=0, ddof=1)
    parts = zip(point[0], low, high, spread, strict=True)
    return [Estimate(sums.rows, *map(float, part)) for part in parts]
