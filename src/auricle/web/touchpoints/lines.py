"""The table of touchpoints as lines, one for each touchpoint and measure."""

from __future__ import annotations

from typing import Any

from .columns import Board


def lines_of(found: Board) -> list[dict[str, Any]]:
    return [
        {
            "stage": found.stages.get(name, ""), "touchpoint": name, "measure": column.name,
            "unit": column.currency or column.measure.unit, "value": row.value, "low": row.low, "high": row.high,
            "n": row.n, "change": change.change if change else None, "change_low": change.low if change else None,
            "change_high": change.high if change else None,
            "verdict": "not shown" if row.suppressed else change.verdict if change else None,
        }
        for name in found.touchpoints
        for column in found.columns
        if (row := column.rows.get(name))
        for change in [column.changes.get(name)]
    ]  # fmt: skip
