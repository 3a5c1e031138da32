"""The table of a measure's page as a file: every group, the total, and the change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from auricle.query.comparison import Change
from auricle.query.result import Row

from .answers import Answer

NUMBERS = ("value", "low", "high", "n", "before", "before_n", "change", "change_low", "change_high")


def table(found: Answer) -> pa.Table:
    """All groups and the total, values as the workspace writes them. A suppressed row says so and has no number."""
    by = found.groups.by if found.groups else ()
    rows = list(_rows(found, by))
    groups = {name: pa.array([row[name] for row in rows], pa.string()) for name in by}
    numbers = {name: pa.array([row[name] for row in rows], pa.float64()) for name in NUMBERS}
    said = {"verdict": pa.array([row["verdict"] for row in rows], pa.string())}
    units = {"unit": pa.array([found.currency or found.measure.unit] * len(rows), pa.string())}
    kind = {"row": pa.array([row["row"] for row in rows], pa.string())}
    return pa.table({**kind, **groups, **numbers, **said, **units})


def _rows(found: Answer, by: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for row in found.groups.rows if found.groups else ():
        labels = {name: None if row.by[name] is None else str(row.by[name]) for name in by}
        yield {**labels, **_numbers(row, found.changes.get(tuple(row.by.values()))), "row": _kind(row)}
    yield {
        **dict.fromkeys(by),
        **_numbers(found.now, found.change),
        "row": "not shown" if found.now.suppressed else "total",
    }


def _kind(row: Row) -> str:
    return "not shown" if row.suppressed else "group"


def _numbers(row: Row, change: Change | None) -> dict[str, Any]:
    before = change.before if change else None
    return {
        "value": row.value, "low": row.low, "high": row.high, "n": row.n,
        "before": before.value if before else None, "before_n": before.n if before else None,
        "change": change.change if change else None, "change_low": change.low if change else None,
        "change_high": change.high if change else None, "verdict": change.verdict if change else None,
    }  # fmt: skip
