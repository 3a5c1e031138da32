"""Plain columns (lists, NumPy, Arrow, Polars, pandas) as arrays of numbers, or a refusal that names the row."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from .estimator import Floats, Integers
from .refusals import (
    DifferentLengths,
    MissingLabel,
    MissingValue,
    NotAColumn,
    NotAPath,
    NotAText,
    NotAWholeNumber,
    NumberTooLarge,
    WeightNotPositive,
)

Column = Sequence[Any] | np.ndarray[Any, Any] | Any
"""Anything one-dimensional: a list, a NumPy array, an Arrow array, a Series."""
LARGEST, LEAST = 1e60, 1e-60
"""Nothing that is measured lies beyond the one; what lies closer to 0 than the other counts as 0."""
_TIMES = {np.datetime64, np.timedelta64}  # would be numbers of a unit that nobody said


def numbers(column: Column, what: str, *, missing: bool = False, tiny: bool = False) -> Floats:
    """A column as doubles.

    Parameters
        column: shape (n,); None, NaN and what pandas calls NA are missing.
        what: its name in errors.
        missing: whether holes are allowed; they become NaN. tiny: whether numbers closer to 0 than 1e-60 stay.
    Raises
        MissingValue: names the first hole (unless allowed) or the first thing that is no number; dates are none.
        NumberTooLarge: names the first beyond 1e60, infinity among them. NotAColumn: a table, or a single number.
    """
    given = column.to_pylist() if hasattr(column, "to_pylist") else column
    values = _as_doubles(given, what)
    if values.ndim != 1:
        raise NotAColumn(what, values.ndim)
    found = _reckonable(values, given, what, missing)
    return found if tiny else _without_tiny(found)


def table(rows: Any, what: str, *, missing: bool = False) -> Floats:
    """Rows of numbers, shape (rows, columns), refused as ``numbers`` refuses a column."""
    given = rows.to_numpy() if hasattr(rows, "to_numpy") else rows
    try:
        values = _doubles(given)
    except (TypeError, ValueError, OverflowError):
        given = listed(given)
        if not all(isinstance(row, Iterable) for row in given):
            raise NotAColumn(what, 1, 2) from None
        parts = [numbers(row, what, missing=missing) for row in given]
        same_length(**{f"{what} {place + 1}": len(part) for place, part in enumerate(parts)})
        return np.array(parts)
    if values.ndim != 2:
        raise NotAColumn(what, values.ndim, 2)
    return _without_tiny(_reckonable(values.ravel(), values.ravel(), what, missing)).reshape(values.shape)


def positive_weights(column: Column, rows: int, what: str = "weights") -> Floats:
    """Weights as doubles, one per row, all positive."""
    weights = numbers(column, what)
    same_length(rows=rows, **{what: len(weights)})
    wrong = np.flatnonzero(weights <= 0)
    if wrong.size:
        raise WeightNotPositive(float(weights[wrong[0]]), int(wrong[0]))
    return weights


def listed(column: Column) -> list[Any]:
    """A column of anything as a list of plain Python values."""
    if isinstance(column, np.ndarray) and column.dtype.kind not in "mM":
        return list(column.tolist())
    return list(column.to_pylist() if hasattr(column, "to_pylist") else column)


def labels(column: Column, what: str) -> list[Any]:
    """A column of labels as a list: text, numbers, dates, anything that can be told apart.

    Raises
        MissingLabel: names the first that is missing, or that cannot be told from another (a list).
    """
    values = listed(column)
    if _is_hashable(tuple(values)) and not any(map(is_missing, set(values))):
        return values
    for position, label in enumerate(values):
        if is_missing(label) or not _is_hashable(label):
            raise MissingLabel(what, position, label)
    return values


def labelled(column: Column, what: str) -> Integers:
    """Equal labels as equal whole numbers from 0, in the order of the labels; raises what ``labels`` does."""
    if isinstance(column, np.ndarray) and column.ndim == 1 and column.dtype.kind in "iubU":
        return np.asarray(np.unique(column, return_inverse=True)[1], np.int64)
    values: list[Any] = labels(column, what)
    try:
        order = sorted(set(values))
    except TypeError:  # text among numbers
        order = sorted(set(values), key=lambda label: (type(label).__name__, str(label)))
    number = {label: place for place, label in enumerate(order)}
    return np.fromiter(map(number.__getitem__, values), np.int64, len(values))


def is_missing(value: Any) -> bool:
    """Whether nothing is there: None, or what is not equal even to itself (NaN, pandas' NA and NaT)."""
    return value is None or type(value).__name__ == "NAType" or (isinstance(value, Hashable) and value != value)


def paths_of(column: Column, what: str = "paths") -> list[tuple[Hashable, ...]]:
    """A column of lists (of steps, of channels), each a tuple.

    Raises
        NotAPath: names the first that is none; a text is none, whatever stands in it.
    """
    rows = []
    for position, path in enumerate(listed(column)):
        try:
            if isinstance(path, str | bytes):
                raise TypeError
            rows.append(tuple(path))
            hash(rows[-1])
        except TypeError:
            raise NotAPath(what, position, path) from None
    return rows


def texts_of(column: Column, what: str = "texts") -> list[str | None]:
    """A column of texts, None where there is none; raises NotAText: names the first thing that is neither."""
    if isinstance(column, list) and set(map(type, column)) <= {str, type(None)}:
        return column
    if column is None or isinstance(column, str | bytes):
        raise NotAColumn(what, 0)
    found: list[str | None] = []
    for position, text in enumerate(listed(column)):
        if not isinstance(text, str) and not is_missing(text):
            raise NotAText(what, position, text)
        found.append(str(text) if isinstance(text, str) else None)
    return found


def whole_number(value: object, what: str, least: int) -> int:
    if not isinstance(value, int | np.integer) or value < least:
        raise NotAWholeNumber(what, value, least)
    return int(value)


def name_beside(name: str, columns: Iterable[str]) -> str:
    """What a column of ours is called in errors beside columns that may be called the same."""
    return f"the {name}" if name in columns else name


def same_length(**lengths: int) -> None:
    if len(set(lengths.values())) > 1:
        raise DifferentLengths(**lengths)


def _as_doubles(given: Any, what: str) -> Floats:
    try:
        return _doubles(given)
    except (TypeError, ValueError, OverflowError):
        return np.array([_number(value, what, position) for position, value in enumerate(given)], np.float64)


def _doubles(given: Any) -> Floats:
    values = np.asarray(given)
    if values.dtype.kind in "cmM" or (values.dtype.kind == "O" and not _TIMES.isdisjoint(map(type, values.flat))):
        raise TypeError
    return values.astype(np.float64, copy=False)


def _number(value: Any, what: str, position: int) -> float:
    if is_missing(value):
        return np.nan
    try:
        if type(value) in _TIMES:
            raise TypeError
        return float(value)
    except OverflowError:
        return np.inf
    except (TypeError, ValueError):
        raise MissingValue(what, position, value) from None


def _is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _reckonable(values: Floats, given: Any, what: str, missing: bool) -> Floats:
    holes = np.flatnonzero(np.isnan(values))
    if holes.size and not missing:
        raise MissingValue(what, int(holes[0]), listed(given)[int(holes[0])])
    far = np.flatnonzero(np.abs(values) > LARGEST)
    if far.size:
        raise NumberTooLarge(what, int(far[0]), float(values[far[0]]))
    return values


def _without_tiny(values: Floats) -> Floats:
    size = np.abs(values)
    near = (size < LEAST) & (size > 0)
    return np.where(near, 0.0, values) if near.any() else values
