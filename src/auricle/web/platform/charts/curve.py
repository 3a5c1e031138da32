"""Shares along a measured axis, such as time since something: one line or several, each with its band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from auricle.web.platform.numbers import amount

from .chart import Chart

MOST = 240
LINES = 12


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    points: Sequence[Point]
    is_stepped: bool = False


def curve(
    lines: Sequence[Line],
    *,
    title: str,
    subtitle: str = "",
    x_title: str,
    x_unit: str = "seconds",
    y_unit: str = "share",
    diagonal: bool = False,
    name: str = "curve",
) -> Chart:
    """``diagonal`` draws the line on which both axes agree; a line of many points is thinned to what a screen shows."""
    drawn = [Line(line.label, _thinned(line.points, MOST), line.is_stepped) for line in lines if line.points]
    rows = [(line, point) for line in drawn for point in _thinned(line.points, LINES)]
    return Chart(
        kind="curve",
        title=title,
        subtitle=subtitle,
        summary=_summary(drawn, x_unit, y_unit),
        header=(x_title, _("Line"), _("Value and interval")),
        table=tuple((amount(p.x, x_unit), line.label, _told(p, y_unit)) for line, p in rows),
        data={
            "unit": y_unit,
            "x_unit": x_unit,
            "x_title": x_title,
            "diagonal": diagonal,
            "lines": [
                {
                    "label": line.label,
                    "stepped": line.is_stepped,
                    "points": [
                        [p.x, p.y, p.low, p.high, f"{amount(p.x, x_unit)}: {_told(p, y_unit)}"] for p in line.points
                    ],
                }
                for line in drawn
            ],
        },
        name=name,
    )


def _thinned(points: Sequence[Point], most: int) -> list[Point]:
    if len(points) <= most:
        return list(points)
    return [points[int(place)] for place in np.unique(np.linspace(0, len(points) - 1, most).round())]


def _told(point: Point, unit: str) -> str:
    if point.low is None or point.high is None:
        return amount(point.y, unit)
    ends = {"low": amount(point.low, unit), "high": amount(point.high, unit)}
    return _("%(value)s (%(low)s to %(high)s)") % {"value": amount(point.y, unit), **ends}


def _summary(lines: Sequence[Line], x_unit: str, y_unit: str) -> str:
    if not lines:
        return _("There is nothing to show in this period.")
    last = [(line.label, line.points[-1]) for line in lines]
    told = [f"{label}: {_told(p, y_unit)} ({amount(p.x, x_unit)})" for label, p in last]
    return _("At the end of each line: %(lines)s.") % {"lines": _(", ").join(told)}
