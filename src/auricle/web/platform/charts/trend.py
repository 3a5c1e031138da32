"""One number over time: a line, its interval as a band, and what it would do by chance."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from auricle.web.platform.numbers import amount, estimate, grouped
from auricle.web.platform.wording import together

from .calendar import first_day, spoken, without_gaps
from .chart import Chart, Grouped, Grouping

GRAINS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Limits:
    """Where the number stays when nothing but chance moves it."""

    center: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened: ``at`` is a period of the same grain as the trend's, or a day."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A second line, by period."""

    title: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Step:
    """One period in words: itself, its value with its interval, its n."""

    period: str
    value: str
    n: str


class NotOverTime(ValueError):
    def __init__(self) -> None:
        super().__init__(f"a trend needs a result grouped by one of {', '.join(GRAINS)}")


def trend(
    result: Grouping,
    *,
    title: str,
    subtitle: str = "",
    limits: Limits | None = None,
    notes: Sequence[Note] = (),
    beside: Beside | None = None,
    currency: str = "",
    name: str = "trend",
) -> Chart:
    """The rows of a result over its calendar grain; further groups become the rows of the table only.

    ``beside`` is a second line without a band, such as what would have been.
    """
    found = {_period(row): row for row in result.rows if _period(row)}
    periods = without_gaps(list(found))
    steps = [_step(period, found.get(period), result.unit, currency) for period in periods]
    return Chart(
        kind="trend",
        title=title,
        subtitle=subtitle,
        summary=_summary(periods, found, result.unit, currency, limits),
        header=(_("Period"), _("Value and interval"), _("n"), *((beside.title,) if beside else ())),
        table=tuple(
            (step.period, step.value, step.n, *_told(beside, period, result.unit, currency))
            for period, step in zip(periods, steps, strict=True)
        ),
        data={
            "unit": result.unit,
            "currency": currency,
            "labels": [step.period for step in steps],
            "points": [_point(found.get(period), step) for period, step in zip(periods, steps, strict=True)],
            "beside": _beside(beside, periods, result.unit, currency),
            "limits": [limits.center, limits.low, limits.high] if limits else [],
            "notes": _marked(notes, periods),
        },
        name=name,
    )


def _period(row: Grouped) -> str:
    grain = next((grain for grain in GRAINS if grain in row.by), None)
    if grain is None:
        raise NotOverTime
    return str(row.by[grain]) if row.by[grain] is not None else ""


def _step(period: str, row: Grouped | None, unit: str, currency: str) -> _Step:
    if row is None:
        return _Step(spoken(period), _("no data"), grouped(0))
    return _Step(spoken(period), estimate(row, unit, currency), "" if row.suppressed else grouped(row.n or 0))


def _point(row: Grouped | None, step: _Step) -> dict[str, object]:
    if row is None or row.suppressed or row.value is None:
        return {"text": step.value}
    return {"value": row.value, "low": row.low, "high": row.high, "text": f"{step.value} · n {step.n}"}


def _told(beside: Beside | None, period: str, unit: str, currency: str) -> tuple[str, ...]:
    if beside is None:
        return ()
    value = beside.values.get(period)
    return (_("no data") if value is None else amount(value, unit, currency),)


def _beside(beside: Beside | None, periods: list[str], unit: str, currency: str) -> dict[str, object] | None:
    if beside is None:
        return None
    texts = [_told(beside, period, unit, currency)[0] for period in periods]
    points = [{"value": beside.values.get(p), "text": text} for p, text in zip(periods, texts, strict=True)]
    return {"title": beside.title, "points": points}


def _marked(notes: Sequence[Note], periods: list[str]) -> list[dict[str, object]]:
    """The notes at the periods they fall in; what came before the first is on no picture."""
    starts = [first_day(period) for period in periods]
    found = ((_index(note, periods, starts), note.text) for note in notes)
    return [{"index": at, "text": text} for at, text in found if at >= 0]


def _index(note: Note, periods: list[str], starts: list[date]) -> int:
    return periods.index(note.at) if note.at in periods else bisect_right(starts, first_day(note.at)) - 1


def _summary(periods: list[str], found: dict[str, Grouped], unit: str, currency: str, limits: Limits | None) -> str:
    shown = [period for period in periods if period in found and found[period].value is not None]
    if not shown:
        return _("There is nothing to show in this period.")
    values = {period: found[period].value or 0.0 for period in shown}
    lowest, highest = min(shown, key=values.__getitem__), max(shown, key=values.__getitem__)
    text = _(
        "From %(first)s to %(last)s: lowest %(low)s in %(low_at)s, highest %(high)s in %(high_at)s, last %(now)s."
    ) % {
        "first": spoken(shown[0]),
        "last": spoken(shown[-1]),
        "low": amount(values[lowest], unit, currency),
        "low_at": spoken(lowest),
        "high": amount(values[highest], unit, currency),
        "high_at": spoken(highest),
        "now": estimate(found[shown[-1]], unit, currency),
    }
    if limits is None:
        return text
    outside = [spoken(period) for period in shown if not limits.low <= values[period] <= limits.high]
    if not outside:
        return together(text, _("Always inside the limits."))
    return together(text, _("Outside the limits: %(periods)s.") % {"periods": _(", ").join(outside)})
