"""The period a screen speaks of: two dates in the URL, the same control on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from auricle.query.window import EARLIEST, LATEST


class PeriodNotUnderstood(ValueError):
    """The address names a period that is none."""


@dataclass(frozen=True, slots=True)
class Period:
    """Both days included; None is open on that side."""

    start: date | None = None
    end: date | None = None

    @property
    def query(self) -> dict[str, str]:
        ends = {"from": self.start, "to": self.end}
        return {name: day.isoformat() for name, day in ends.items() if day}

    def __str__(self) -> str:
        if self.start and self.end:
            return __("%(start)s to %(end)s") % {"start": _day(self.start), "end": _day(self.end)}
        if self.start:
            return __("since %(start)s") % {"start": _day(self.start)}
        if self.end:
            return __("until %(end)s") % {"end": _day(self.end)}
        return __("all time")


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    title: str | Promise
    period: Period


def period_of(query: QueryDict) -> Period:
    start, end = _parsed(query, "from"), _parsed(query, "to")
    if start and end and start > end:
        raise PeriodNotUnderstood(
            __("The period ends (%(end)s) before it starts (%(start)s). Swap the two dates.")
            % {"start": start.isoformat(), "end": end.isoformat()}
        )
    return Period(start, end)


def presets(first_day: date, last_day: date) -> tuple[Preset, ...]:
    """The usual periods, counted back from the last day there is data for; all of it from the first."""
    return (
        Preset("30d", _("Last 30 days"), Period(last_day - timedelta(days=29), last_day)),
        Preset("90d", _("Last 90 days"), Period(last_day - timedelta(days=89), last_day)),
        Preset("12m", _("Last 12 months"), Period(year_before(last_day) + timedelta(days=1), last_day)),
        Preset("year", _("This year"), Period(last_day.replace(month=1, day=1), last_day)),
        Preset("all", _("All time"), Period(first_day, last_day)),
    )


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for a leap day."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _parsed(query: QueryDict, name: str) -> date | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise PeriodNotUnderstood(
            __("“%(text)s” is not a date. Write it as year-month-day, such as 2026-11-21.") % {"text": text[:40]}
        ) from None
    if not EARLIEST <= day <= LATEST:
        raise PeriodNotUnderstood(
            __("%(day)s is too far away. Choose a day from %(earliest)s to %(latest)s.")
            % {"day": day.isoformat(), "earliest": EARLIEST.isoformat(), "latest": LATEST.isoformat()}
        )
    return day


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
