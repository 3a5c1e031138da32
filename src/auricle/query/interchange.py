"""A result as columns for other tools."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from .result import Result


class NotInstalled(ImportError):
    def __init__(self, package: str):
        super().__init__(f"{package} is not installed; install it, or use to_arrow()")


NUMBERS = ("value", "low", "high", "standard_error")


def to_arrow(result: Result) -> pa.Table:
    """One column per name of ``by``, then n, value, low, high, standard_error and suppressed."""
    columns = {name: pa.array([row.by[name] for row in result.rows]) for name in result.by}
    columns["n"] = pa.array([row.n for row in result.rows], pa.int64())
    for name in NUMBERS:
        columns[name] = pa.array([getattr(row, name) for row in result.rows], pa.float64())
    columns["suppressed"] = pa.array([row.suppressed for row in result.rows], pa.bool_())
    return pa.table(columns)


def to_polars(result: Result) -> Any:
    try:
        import polars
    except ImportError:
        raise NotInstalled("polars") from None
    return polars.from_arrow(to_arrow(result))


def to_pandas(result: Result) -> Any:
    try:
        import pandas  # noqa: F401
    except ImportError:
        raise NotInstalled("pandas") from None
    return to_arrow(result).to_pandas()
