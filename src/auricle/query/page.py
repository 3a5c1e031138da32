"""A result as a notebook shows it: what it is, a picture, a table."""

from __future__ import annotations

from html import escape

from .chart import chart
from .result import Result, Row
from .text import SHOWN, amount, heading, label


def page(result: Result) -> str:
    """HTML of its own, without script or style sheet; every text of a customer's is escaped."""
    return f"<div><p><strong>{escape(heading(result))}</strong></p>{chart(result)}{_table(result)}</div>"


def _table(result: Result) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in (*result.by, result.unit, "interval", "n"))
    body = "".join(_row(result, row) for row in result.rows[:SHOWN])
    more = len(result.rows) - SHOWN
    rest = f"<p>… and {more:,} more rows; to_arrow() has them all</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _row(result: Result, row: Row) -> str:
    by = "".join(f'<th scope="row" style="text-align:left">{escape(label(value))}</th>' for value in row.by.values())
    if row.suppressed:
        said = f"not shown (protects fewer than {result.question.floor} people)"
        return f'<tr>{by}<td colspan="3"><em>{said}</em></td></tr>'
    low, high = (amount(edge, result.unit, result.currency) for edge in (row.low, row.high))
    cells = (amount(row.value, result.unit, result.currency), f"{low} to {high}", f"{row.n:,}")
    return f"<tr>{by}{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
