"""A measure's result as JSON and as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from auricle.query.comparison import Change, Comparison
from auricle.query.explanation import Explanation
from auricle.query.interchange import number
from auricle.query.result import Result, Row
from auricle.query.text import amount

from .figures import DASH, count
from .tables import PICTURE, picture, roomy, table
from .terminal import console

SUPPRESSED = "not shown"


def result_table(result: Result) -> Iterable[RenderableType]:
    """Title, table, and a line on what the numbers speak for."""
    out = console()
    yield Text(result.definition.called(), style="bold")
    yield Text(result.definition.summary["en"], style="dim")
    yield _rows(result, pictured=roomy(out))
    yield Text(footnote(result), style="dim")


def _rows(result: Result, pictured: bool) -> Table:
    made = table(*result.by, result.measure, "95% interval", "n", right=(result.measure, "95% interval", "n"))
    span = _span(result.rows) if pictured else None
    if span:
        made.add_column("", no_wrap=True, min_width=PICTURE)
    for row in result.rows:
        made.add_row(
            *(label(row.by[name]) for name in result.by),
            *numbers(row, result.unit, result.currency),
            *_drawn(row, span),
        )
    if result.by:
        made.add_section()
        total = ["all", *[""] * (len(result.by) - 1)]
        made.add_row(*total, *numbers(result.total, result.unit, result.currency), style="bold")
    return made


def numbers(row: Row, unit: str, currency: str = "") -> list[str]:
    if row.suppressed:
        return [f"[dim]{SUPPRESSED}[/]", DASH, DASH]
    return [amount(row.value, unit, currency), interval(row.low, row.high, unit), count(row.n)]


def interval(low: float | None, high: float | None, unit: str) -> str:
    """Both ends with their unit; a dash when it cannot be told."""
    if low is None or high is None:
        return DASH
    return f"{amount(low, unit)} to {amount(high, unit)}"


def label(value: object) -> str:
    """A dimension's value as text; what is missing is said."""
    if value is None or value == "":
        return "[dim]not said[/]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return escape(str(value))


def _span(rows: Iterable[Row]) -> tuple[float, float] | None:
    """The scale on which all intervals fit; None when fewer than two can be drawn."""
    drawn = [row for row in rows if _told(row)]
    if len(drawn) < 2:
        return None
    return min(float(row.low or 0) for row in drawn), max(float(row.high or 0) for row in drawn)


def _told(row: Row) -> bool:
    return None not in (row.value, row.low, row.high)


def _drawn(row: Row, span: tuple[float, float] | None) -> list[RenderableType]:
    if span is None:
        return []
    if row.value is None or row.low is None or row.high is None:
        return [""]
    return [picture(row.low, row.value, row.high, *span)]


def footnote(result: Result) -> str:
    """Window, filter, coverage, exclusions and where the numbers came from, in one line."""
    parts = [str(result.window), result.where, "weighted" if result.weighted else ""]
    if result.coverage is not None:
        parts.append(f"hears {amount(result.coverage, 'share')} of customers")
    parts += [f"{n:,} left out {reason}" for reason, n in _some(result.excluded)]
    parts.append("from the cube" if result.from_cube else "from the facts")
    return " · ".join(part for part in parts if part)


def _some(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(reason, n) for reason, n in counts.items() if n]


def comparison_table(comparison: Comparison, before: Result, after: Result) -> Iterable[RenderableType]:
    """Before, after and the change, coloured only where it is more than noise."""
    names = list(dict.fromkeys(name for change in comparison.rows for name in change.by))
    right = ("before", "after", "change", "95% interval", "p")
    made = table(*names, *right, "verdict", right=right)
    for change in comparison.rows:
        made.add_row(*(label(change.by[name]) for name in names), *_changed(change, comparison.unit))
    yield Text(after.definition.called(), style="bold")
    yield Text(f"{_asked(before)}, then {_asked(after)}", style="dim")
    yield made


def _changed(change: Change, unit: str) -> list[str]:
    shown = [SUPPRESSED if row.suppressed else amount(row.value, unit) for row in (change.before, change.after)]
    if change.change is None:
        return [*shown, DASH, DASH, DASH, change.verdict]
    style = {True: "bold blue", False: "bold red", None: "dim"}[change.better]
    sign = "+" if change.change > 0 else ""
    chance = DASH if change.p is None else f"{change.p:.3f}" if change.p >= 0.001 else "< 0.001"
    spread = interval(change.low, change.high, unit)
    return [*shown, f"[{style}]{sign}{amount(change.change, unit)}[/]", spread, chance, f"[{style}]{change.verdict}[/]"]


def _asked(result: Result) -> str:
    return " · ".join(part for part in (str(result.window), result.where) if part)


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    definition = explanation.definition
    return {
        "measure": definition.name,
        "title": dict(definition.title),
        "summary": dict(definition.summary),
        "unit": definition.unit,
        "estimator": definition.estimator,
        "formula": explanation.formula,
        "source": explanation.source,
        "counts": definition.where or None,
        "where": explanation.where or None,
        "window": explanation.window,
        "n": explanation.n,
        "coverage": number(explanation.coverage),
        "excluded": dict(explanation.excluded),
        "from_cube": explanation.from_cube,
        "version": explanation.version,
        "query": explanation.query,
    }
