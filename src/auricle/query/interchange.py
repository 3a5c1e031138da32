"""A result as columns for other tools, and as plain values for JSON."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from .result import Result, Row
from .window import Window

if TYPE_CHECKING:
    from .comparison import Change, Comparison


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


def number(value: float | None) -> float | None:
    """A number for JSON, None where nobody can tell."""
    return None if value is None or not math.isfinite(value) else float(value)


def result_json(result: Result) -> dict[str, Any]:
    return {
        "measure": result.measure,
        "unit": result.unit,
        "currency": result.currency or None,
        "by": list(result.by),
        "window": window_json(result.window),
        "where": result.where or None,
        "weighted": result.weighted,
        "coverage": number(result.coverage),
        "excluded": dict(result.excluded),
        "from_cube": result.from_cube,
        "version": result.version,
        "total": row_json(result.total),
        "rows": [row_json(row) for row in result.rows],
    }


def window_json(window: Window) -> dict[str, str | None]:
    return {"from": day_json(window.start), "to": day_json(window.end)}


def day_json(day: date | None) -> str | None:
    return day.isoformat() if day else None


def row_json(row: Row) -> dict[str, Any]:
    return {
        "by": dict(row.by),
        "n": row.n,
        "value": number(row.value),
        "low": number(row.low),
        "high": number(row.high),
        "suppressed": row.suppressed,
    }


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "measure": comparison.measure,
        "unit": comparison.unit,
        "rows": [change_json(change) for change in comparison.rows],
    }


def change_json(change: Change) -> dict[str, Any]:
    told = {name: number(getattr(change, name)) for name in ("change", "low", "high", "p")}
    return {
        "by": dict(change.by),
        "before": row_json(change.before),
        "after": row_json(change.after),
        **told,
        "verdict": change.verdict,
        "better": change.better,
    }
