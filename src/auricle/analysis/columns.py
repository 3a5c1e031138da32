"""Plain columns (lists, NumPy, Arrow, Polars, pandas) as arrays of numbers, or a refusal that names the row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .estimator import Floats, Integers
from .refusals import DifferentLengths, MissingValue, WeightNotPositive

Column = Sequence[Any] | np.ndarray[Any, Any] | Any
"""Anything one-dimensional: a list, a NumPy array, an Arrow array, a Series."""


def numbers(column: Column, what: str, *, missing: bool = False) -> Floats:
    """A column as doubles.

    Parameters
        column: shape (n,); None and NaN are missing.
        what: its name in errors.
        missing: whether holes are allowed; they become NaN.
    Raises
        MissingValue: names the first hole (unless allowed) or the first thing that is no number.
    """
    given = column.to_pylist() if hasattr(column, "to_pylist") else column
    try:
        values = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        values = np.array([_number(value, what, position) for position, value in enumerate(given)])
    holes = np.flatnonzero(np.isnan(values))
    if holes.size and not missing:
        raise MissingValue(what, int(holes[0]), listed(given)[int(holes[0])])
    return values


def _number(value: object, what: str, position: int) -> float:
    if value is None:
        return np.nan
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise MissingValue(what, position, value) from None


def positive_weights(column: Column, rows: int) -> Floats:
    """Weights as doubles, one per row, all positive."""
    weights = numbers(column, "weights")
    same_length(rows=rows, weights=len(weights))
    wrong = np.flatnonzero(weights <= 0)
    if wrong.size:
        raise WeightNotPositive(float(weights[wrong[0]]), int(wrong[0]))
    return weights


def listed(column: Column) -> list[Any]:
    """A column of anything as a list of plain Python values."""
    return list(column.to_pylist() if hasattr(column, "to_pylist") else column)


def labelled(column: Column) -> Integers:
    """Equal values as equal whole numbers from 0, in the order of the values."""
    return np.asarray(np.unique(np.asarray(listed(column)), return_inverse=True)[1], np.int64)


def same_length(**lengths: int) -> None:
    if len(set(lengths.values())) > 1:
        raise DifferentLengths(**lengths)
