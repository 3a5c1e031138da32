"""One number for several groups: a dot and an interval each, best estimate first, likeness said."""

from __future__ import annotations

from django.utils.translation import gettext as _

from auricle.web.platform.numbers import estimate, grouped
from auricle.web.platform.wording import together

from .chart import Chart, Grouped, Grouping


def segments(
    result: Grouping,
    *,
    title: str,
    subtitle: str = "",
    total: Grouped | None = None,
    currency: str = "",
    most: int = 40,
    name: str = "segments",
    keeps_order: bool = False,
    doubles: bool = False,
) -> Chart:
    """The rows of a result, highest first or in their own order; ``total`` draws the overall value as a hairline.

    The picture shows the ``most`` rows with the largest n; the table shows all of them. ``doubles`` draws ratios so
    that twice and half are as far from 1.
    """
    highest_first = sorted(result.rows, key=lambda row: (row.value is None, -(row.value or 0.0), _label(row)))
    rows = list(result.rows) if keeps_order else highest_first
    shown = [row for row in highest_first if not row.suppressed and row.value is not None]
    drawn = set(map(id, sorted(shown, key=lambda row: -(row.n or 0))[:most]))
    return Chart(
        kind="segments",
        title=title,
        subtitle=subtitle,
        summary=_summary(shown, result.unit, currency),
        header=(_("Group"), _("Value and interval"), _("n")),
        table=tuple(
            (_label(row), estimate(row, result.unit, currency), "" if row.suppressed else grouped(row.n or 0))
            for row in rows
        ),
        data={
            "unit": result.unit,
            "currency": currency,
            "points": [_point(row, result.unit, currency) for row in rows if id(row) in drawn],
            "total": total.value if total else None,
            "doubles": doubles,
        },
        name=name,
    )


def _label(row: Grouped) -> str:
    return " · ".join(_("not stated") if value in (None, "") else str(value) for value in row.by.values()) or _("all")


def _point(row: Grouped, unit: str, currency: str) -> dict[str, object]:
    text = f"{estimate(row, unit, currency)} · n {grouped(row.n or 0)}"
    return {"label": _label(row), "value": row.value, "low": row.low, "high": row.high, "text": text}


def _summary(shown: list[Grouped], unit: str, currency: str) -> str:
    if not shown:
        return _("There is nothing to show in this period.")
    first, last = shown[0], shown[-1]
    if len(shown) == 1:
        return f"{_label(first)}: {estimate(first, unit, currency)}."
    text = _("Highest: %(first)s with %(high)s. Lowest: %(last)s with %(low)s.") % {
        "first": _label(first),
        "high": estimate(first, unit, currency),
        "last": _label(last),
        "low": estimate(last, unit, currency),
    }
    alike = [row for row in shown[1:] if _overlaps(first, row)]
    if len(alike) == len(shown) - 1:
        return together(text, _("All intervals overlap with the first: they may be alike."))
    if alike:
        names = _(", ").join(_label(row) for row in alike)
        said = _("These may be like the first, their intervals overlap: %(names)s.") % {"names": names}
        return f"{text} {said}"
    return text


def _overlaps(first: Grouped, other: Grouped) -> bool:
    if first.low is None or other.high is None:
        return False
    return other.high >= first.low
