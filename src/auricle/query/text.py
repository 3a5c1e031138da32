"""A result as a table of plain text, for a terminal or a notebook without HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .result import Result, Row

if TYPE_CHECKING:
    from .comparison import Comparison

SHOWN = 40


def table(result: Result) -> str:
    """Title, a line of conditions, and one line per row: value ± half the interval, and n."""
    head = [*result.by, result.unit, "n"]
    body = [[*map(label, row.by.values()), *_cells(row, result)] for row in result.rows[:SHOWN]]
    lines = [heading(result), *_aligned([head, *body], left=len(result.by))]
    if not result.rows:
        lines.append("nothing is counted: no row fits the filter and the days")
    if len(result.rows) > SHOWN:
        lines.append(f"… and {len(result.rows) - SHOWN:,} more rows; to_arrow() has them all")
    return "\n".join(lines)


def heading(result: Result) -> str:
    parts = [result.definition.called(), str(result.window), result.where, "weighted" if result.weighted else ""]
    return " · ".join(part for part in parts if part)


def label(value: Any) -> str:
    return "—" if value is None else str(value)


def amount(value: float | None, unit: str, currency: str = "") -> str:
    """A number with its unit as people write it: 39.8 · 69.9% · 3 min 04 s · 1,204.50 CNY."""
    if value is None:
        return "—"
    match unit:
        case "share":
            return f"{100 * value:.1f}%"
        case "seconds" if abs(value) >= 60:
            return f"{'-' if value < 0 else ''}{int(abs(value) // 60):,} min {int(abs(value) % 60):02d} s"
        case "seconds":
            return f"{value:.2f} s"
        case "currency":
            return f"{value:,.2f} {currency}".rstrip()
        case "count":
            return f"{value:,.0f}"
        case "points":
            return f"{value:.1f}"
    return f"{value:.2f}"


def half(row: Row) -> float | None:
    """Half the width of the interval."""
    return None if row.low is None or row.high is None else (row.high - row.low) / 2


def _cells(row: Row, result: Result) -> list[str]:
    if row.suppressed:
        return [f"not shown (protects fewer than {result.question.floor} people)", ""]
    value = amount(row.value, result.unit, result.currency)
    spread = half(row)
    return [value if spread is None else f"{value} ± {amount(spread, result.unit)}", f"{row.n:,}"]


def _aligned(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(cell, widths[i], i < left) for i, cell in enumerate(row)).rstrip() for row in rows]


def _padded(cell: str, wide: int, left: bool) -> str:
    space = " " * (wide - width(cell))
    return cell + space if left else space + cell


def width(text: str) -> int:
    """Columns a text takes in a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def changes_table(comparison: Comparison) -> str:
    """One line per change: before, after, the change with its interval, p, verdict."""
    names = list(comparison.rows[0].by) if comparison.rows else []
    unit = comparison.unit
    body = [
        [
            *(label(row.by[name]) for name in names),
            *(amount(side.value, unit) for side in (row.before, row.after)),
            amount(row.change, unit),
            f"{amount(row.low, unit)} to {amount(row.high, unit)}",
            "—" if row.p is None else f"{row.p:.3f}",
            row.verdict,
        ]
        for row in comparison.rows
    ]
    head = [*names, "before", "after", "change", "interval", "p", "verdict"]
    return "\n".join([f"{comparison.measure}, {unit}", *_aligned([head, *body], left=len(names))])
