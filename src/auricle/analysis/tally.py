"""A statistic computed from plain columns: what an engine does in SQL, for a notebook and for the tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..sentence import sentence
from .columns import Column, numbers, positive_weights, same_length
from .estimator import Estimate, Estimator, Floats, Integers, Statistic, Sums


class NegativeValue(ValueError):
    """A value below zero cannot lie in a cell of relative width."""

    def __init__(self, value: float, position: int):
        super().__init__(
            sentence(
                "value {value:g} at position {position} is negative; a duration or a size is not: correct or drop it",
                value=value,
                position=position,
            )
        )


def tally(
    statistic: Statistic,
    columns: Mapping[str, Column],
    group: Column | None = None,
    groups: int | None = None,
) -> Sums:
    """The sums of a statistic over plain columns.

    Parameters
        statistic: what to sum.
        columns: each input of the statistic, shape (n,); rows in which one is missing are left out.
        group: shape (n,), whole numbers from 0; None means one group.
        groups: how many groups; None means as many as ``group`` names.
    Raises
        DifferentLengths, MissingValue: from the columns.
        NegativeValue: in a histogram with cells of relative width.
    """
    arrays = {name: numbers(columns[name], name, missing=True) for name in _inputs(statistic)}
    lengths = {name: len(array) for name, array in arrays.items()} or {name: len(columns[name]) for name in columns}
    same_length(**lengths)
    rows = next(iter(lengths.values()), 0)
    of = np.zeros(rows, np.int64) if group is None else np.asarray(group, np.int64)
    count = groups if groups is not None else (int(of.max()) + 1 if of.size and group is not None else 1)
    whole = ~np.any([np.isnan(array) for array in arrays.values()], axis=0) if arrays else np.ones(rows, np.bool_)
    kept = {name: array[whole] for name, array in arrays.items()}
    if statistic.key:
        return _histogram(statistic, kept, of[whole], count)
    return Sums(count, {name: _sum(kept, product, of[whole], count) for name, product in statistic.sums.items()})


def estimate(
    estimator: Estimator, columns: Mapping[str, Column], weights: Column | None = None, confidence: float = 0.95
) -> Estimate:
    """One estimate from plain columns, one column per input of the estimator."""
    if weights is None:
        return estimator.estimate(tally(estimator.statistic, columns), confidence=confidence)[0]
    rows = len(next(iter(columns.values())))
    weighed = {**columns, "weight": positive_weights(weights, rows)}
    return estimator.estimate(tally(estimator.statistic.weighted(), weighed), weighted=True, confidence=confidence)[0]


def add(first: Sums, second: Sums) -> Sums:
    """The sums over both: what a roll-up of the two is. Group i of one is group i of the other.

    >>> count = Statistic({"n": ()})
    >>> monday, tuesday = tally(count, {"x": [1, 2]}), tally(count, {"x": [3]})
    >>> float(add(monday, tuesday).sums["n"][0])
    3.0
    """
    groups = max(first.groups, second.groups)
    if first.group is None or second.group is None or first.key is None or second.key is None:
        return Sums(groups, {name: _padded(first, name, groups) + _padded(second, name, groups) for name in first.sums})
    return Sums(
        groups,
        {name: np.concatenate([first.sums[name], second.sums[name]]) for name in first.sums},
        np.concatenate([first.group, second.group]),
        np.concatenate([first.key, second.key]),
    )


def bin_index(values: Floats, width: float) -> Floats:
    """The cell of relative width each positive value lies in; -inf for zero, a cell of its own."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.floor(np.log(values) / np.log1p(width)), np.float64)


def bin_midpoint(index: Floats, width: float) -> Floats:
    """The geometric midpoint of cells: within ``width / 2`` of every value in them. -inf gives 0."""
    return np.asarray(np.power(1 + width, index + 0.5), np.float64)


def _inputs(statistic: Statistic) -> tuple[str, ...]:
    named = [name for product in statistic.sums.values() for name in product]
    return tuple(dict.fromkeys([*named, *([statistic.key] if statistic.key else [])]))


def _sum(columns: Mapping[str, Floats], product: tuple[str, ...], group: Integers, groups: int) -> Floats:
    term = np.ones(len(group))
    for name in product:
        term = term * columns[name]
    return np.bincount(group, weights=term, minlength=groups).astype(np.float64)


def _histogram(statistic: Statistic, columns: Mapping[str, Floats], group: Integers, groups: int) -> Sums:
    keys, code = np.unique(_cells(statistic, columns), return_inverse=True)
    cells, cell = np.unique(group * max(len(keys), 1) + code, return_inverse=True)
    sums = {name: _sum(columns, product, cell, len(cells)) for name, product in statistic.sums.items()}
    return Sums(groups, sums, cells // max(len(keys), 1), keys[cells % max(len(keys), 1)])


def _cells(statistic: Statistic, columns: Mapping[str, Floats]) -> Floats:
    values = columns[statistic.key]
    if not statistic.bin:
        return values
    below = np.flatnonzero(values < 0)
    if below.size:
        raise NegativeValue(float(values[below[0]]), int(below[0]))
    return bin_midpoint(bin_index(values, statistic.bin), statistic.bin)


def _padded(sums: Sums, name: str, groups: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.pad(sums.sums[name], (0, groups - sums.groups))
