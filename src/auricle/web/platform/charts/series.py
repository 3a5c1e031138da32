"""One number over time, with limits of its own at each point or with what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from auricle.web.platform.numbers import amount

from .calendar import spoken
from .chart import Chart


@dataclass(frozen=True, slots=True)
class Moment:
    """One period: ``text`` is what is said of it, ``note`` why it stands out; ``is_ahead`` is yet to come."""

    period: str
    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    centre: float | None = None
    least: float | None = None
    most: float | None = None
    smoothed: float | None = None
    note: str = ""
    is_ahead: bool = False


def series(
    moments: Sequence[Moment],
    *,
    title: str,
    summary: str,
    unit: str,
    subtitle: str = "",
    currency: str = "",
    starts: Sequence[int] = (),
    name: str = "series",
) -> Chart:
    """``starts`` are places where something known changed and limits begin anew."""
    has_limits = any(each.least is not None for each in moments)
    header = (
        _("Period"),
        _("Value and interval"),
        *([_("lower limit"), _("upper limit"), _("Signal")] if has_limits else []),
    )

    def told(value: float | None) -> str:
        return "–" if value is None else amount(value, unit, currency)

    return Chart(
        kind="series",
        title=title,
        subtitle=subtitle,
        summary=summary,
        header=header,
        table=tuple(
            (spoken(m.period), m.text, *((told(m.least), told(m.most), m.note) if has_limits else ())) for m in moments
        ),
        data={
            "unit": unit,
            "currency": currency,
            "labels": [spoken(m.period) for m in moments],
            "starts": list(starts),
            "points": [_point(m) for m in moments],
        },
        name=name,
    )


def _point(moment: Moment) -> dict[str, object]:
    parts = ("value", "low", "high", "centre", "least", "most", "smoothed")
    known = {part: getattr(moment, part) for part in parts if getattr(moment, part) is not None}
    text = f"{moment.text} · {moment.note}" if moment.note else moment.text
    return {**known, "text": text, "signal": bool(moment.note), "ahead": moment.is_ahead}
