"""The pictures of a measure's page, labelled in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from auricle.query.result import Result, Row
from auricle.web.platform.public import (
    Chart,
    Heat,
    HeatCell,
    amount,
    distribution,
    estimate,
    grouped,
    heat,
    segments,
    spoken,
    too_few,
    trend,
)
from auricle.workspace import Workspace

from .answers import Answer, Distribution
from .naming import dimension_title, group_title, value_title

WIDEST = 14
"""Columns a heat table may have; beyond that only the table is shown."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Rows of a result whose groups are called as people call them."""

    rows: Sequence[Row]
    unit: str


def over_time(found: Answer, grain: str, title: str) -> Chart:
    values = [row for row in found.steps if row.value is not None]
    clear = [row for row in values if row.low is not None and row.high is not None]
    return trend(
        Labelled(found.steps, found.measure.unit),
        title=_trend_finding(clear, grain),
        subtitle=f"{title} · {dimension_title(grain)}",
        currency=found.currency,
        name=found.measure.name,
    )


def groups(workspace: Workspace, found: Answer, title: str, language: str) -> Chart | None:
    """Dots and intervals of the groups along one dimension; None for two and for none."""
    result = found.groups
    if result is None or len(result.by) != 1:
        return None
    rows = [_labelled(workspace, row, language) for row in result.rows]
    return segments(
        Labelled(rows, result.unit),
        title=_groups_finding(rows),
        subtitle=f"{title} · {dimension_title(result.by[0])}",
        total=found.now,
        currency=found.currency,
        name=f"{found.measure.name}-{result.by[0]}",
    )


def crossed(workspace: Workspace, found: Answer, language: str) -> Heat | None:
    """A table of two dimensions, coloured from worst to best; None when it would be too wide."""
    result = found.groups
    if result is None or len(result.by) != 2:
        return None
    first, second = result.by
    cells = {
        (
            value_title(workspace, first, row.by[first], language),
            value_title(workspace, second, row.by[second], language),
        ): _cell(row, result, found.currency)
        for row in result.rows
    }
    lines, columns = (list(dict.fromkeys(titles[i] for titles in cells)) for i in range(2))
    if len(columns) > WIDEST:
        return None
    corner = f"{dimension_title(first)} × {dimension_title(second)}"
    return heat(cells, rows=lines, columns=columns, corner=corner, better=found.measure.better)


def bars(found: Distribution, measure: str, title: str) -> Chart:
    hidden = _(", ").join(str(score) for score in found.hidden)
    said = _("%(title)s · scores %(scores)s: %(why)s") % {"title": title, "scores": hidden, "why": too_few()}
    return distribution(
        found.counts,
        title=_("How many gave each score"),
        subtitle=said if hidden else title,
        scale=found.scale,
        is_nps=measure == "nps" and found.scale == (0, 10),
        name=f"{measure}-scores",
        hidden=found.hidden,
        total=found.total,
    )


def _cell(row: Row, result: Result, currency: str) -> HeatCell:
    if row.suppressed:
        return HeatCell(too_few())
    text = amount(row.value, result.unit, currency) if row.value is not None else _("no data")
    detail = estimate(row, result.unit, currency).removeprefix(text).strip()
    return HeatCell(text, f"{detail} · n {grouped(row.n or 0)}".removeprefix(" · "), value=row.value)


def _labelled(workspace: Workspace, row: Row, language: str) -> Row:
    return replace(row, by={"": group_title(workspace, row.by, language)})


def _trend_finding(rows: Sequence[Row], grain: str) -> str:
    """The highest and the lowest step, when their intervals leave each other alone."""
    if len(rows) < 2:
        return _("Over time")
    highest = max(rows, key=lambda row: row.value or 0.0)
    lowest = min(rows, key=lambda row: row.value or 0.0)
    if (highest.low or 0.0) <= (lowest.high or 0.0):
        return _("Steady: all intervals overlap")
    return _("Highest in %(high)s, lowest in %(low)s") % {
        "high": spoken(str(highest.by[grain])),
        "low": spoken(str(lowest.by[grain])),
    }


def _groups_finding(rows: Sequence[Row]) -> str:
    shown = [row for row in rows if row.value is not None and row.low is not None and row.high is not None]
    if len(shown) < 2:
        return _("By group")
    highest = max(shown, key=lambda row: row.value or 0.0)
    lowest = min(shown, key=lambda row: row.value or 0.0)
    if (highest.low or 0.0) <= (lowest.high or 0.0):
        return _("The groups may be alike: their intervals overlap")
    return _("%(high)s is highest, %(low)s lowest") % {"high": highest.by[""], "low": lowest.by[""]}
