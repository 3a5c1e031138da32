"""A result as a picture: a line with its band over time, dots with intervals over categories.

Plain SVG without script or style sheet, so that it shows in any notebook and prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from .result import Result, Row
from .text import amount, label

WIDTH, BLUE, INK = 640, "#1f77b4", "#3b4046"
LINE_HEIGHT, LEFT, RIGHT = 24, 170, 90
TREND_HEIGHT, MARGIN = 200, 46
MOST = 30


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values to a stretch of pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)


def chart(result: Result) -> str:
    """An SVG of the result; nothing where there are no numbers to draw."""
    shown = [row for row in result.rows if row.value is not None]
    if len(result.by) != 1 or len(shown) < 2:
        return ""
    return (
        _trend(result) if result.by[0] in ("day", "week", "month", "quarter", "year") else _dots(result, shown[:MOST])
    )


def _extent(rows: list[Row], unit: str) -> tuple[float, float]:
    ends = [end for row in rows for end in (row.low, row.high, row.value) if end is not None]
    low, high = min(ends), max(ends)
    if unit in ("share", "count", "currency", "seconds") and low > 0 and low < 0.5 * high:
        low = 0.0
    space = (high - low or abs(high) or 1.0) * 0.05
    return low - (0 if low == 0 else space), high + space


def _dots(result: Result, rows: list[Row]) -> str:
    """Categories by their estimate, the largest first."""
    rows = sorted(rows, key=lambda row: -(row.value or 0.0))
    scale = Scale(*_extent(rows, result.unit), LEFT, WIDTH - RIGHT)
    height = LINE_HEIGHT * len(rows) + 12
    parts = []
    for position, row in enumerate(rows):
        y = LINE_HEIGHT * position + LINE_HEIGHT / 2 + 6
        parts.append(_text(LEFT - 12, y + 4, label(row.by[result.by[0]]), anchor="end"))
        if row.low is not None and row.high is not None:
            parts.append(_line(scale(row.low), y, scale(row.high), y, BLUE, 2))
        assert row.value is not None
        parts.append(f'<circle cx="{scale(row.value):.1f}" cy="{y:.1f}" r="4.5" fill="{BLUE}"/>')
        parts.append(_text(WIDTH - RIGHT + 12, y + 4, amount(row.value, result.unit, result.currency)))
    return _svg(result, height, parts)


def _trend(result: Result) -> str:
    """Periods from left to right; a period without a number breaks the line."""
    rows = list(result.rows)
    low, high = _extent([row for row in rows if row.value is not None], result.unit)
    across = Scale(0, max(len(rows) - 1, 1), MARGIN + 30, WIDTH - 36)
    up = Scale(low, high, TREND_HEIGHT - 30, 14)
    parts = [_line(MARGIN + 24, up(edge), WIDTH - 18, up(edge), "#d8dbe0", 1) for edge in (low, high)]
    parts += [_text(MARGIN + 18, up(edge) + 4, amount(edge, result.unit), anchor="end") for edge in (low, high)]
    for stretch in _stretches(rows):
        parts += _stretch(rows, stretch, across, up)
    every = -(-len(rows) // 8)
    for position in range(0, len(rows), every):
        parts.append(_text(across(position), TREND_HEIGHT - 8, label(rows[position].by[result.by[0]]), anchor="middle"))
    return _svg(result, TREND_HEIGHT, parts)


def _stretches(rows: list[Row]) -> list[list[int]]:
    """Runs of neighbouring periods that have numbers."""
    runs: list[list[int]] = []
    for position, row in enumerate(rows):
        if row.value is None:
            continue
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _stretch(rows: list[Row], positions: list[int], across: Scale, up: Scale) -> list[str]:
    ends = [(p, rows[p].low, rows[p].high) for p in positions if rows[p].low is not None and rows[p].high is not None]
    above = [f"{across(p):.1f},{up(high or 0.0):.1f}" for p, _, high in ends]
    below = [f"{across(p):.1f},{up(low or 0.0):.1f}" for p, low, _ in reversed(ends)]
    points = [(across(p), up(rows[p].value or 0.0)) for p in positions]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    band = [f'<polygon points="{" ".join(above + below)}" fill="{BLUE}" fill-opacity="0.15"/>'] if ends else []
    if len(ends) == 1:
        p, low, high = ends[0]
        band = [_line(across(p), up(low or 0.0), across(p), up(high or 0.0), BLUE, 2)]
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{BLUE}"/>' for x, y in points]
    return [*band, f'<polyline points="{line}" fill="none" stroke="{BLUE}" stroke-width="2"/>', *dots]


def _svg(result: Result, height: float, parts: list[str]) -> str:
    said = escape(f"{result.definition.called()} by {result.by[0]}; the table below has every number")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{said}" font-family="system-ui, sans-serif" font-size="12">{"".join(parts)}</svg>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    cut = text if len(text) <= 24 else f"{text[:23]}…"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{escape(cut)}</text>'
