"""The days a page speaks of, those it compares them with, and the steps of its trends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from auricle.model.calendar import first_day, next_first_day

from .period import Period, year_before

DAY = timedelta(days=1)
LONGEST = (("day", 45), ("week", 200), ("month", 6 * 366))
"""Up to how many days a trend goes by day, week and month; beyond that by quarter."""


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included, and the same days a year before or, without a year, just before."""

    start: date
    end: date
    before_start: date
    before_end: date
    is_year_before: bool

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def grain(self) -> str:
        return next((grain for grain, days in LONGEST if self.days <= days), "quarter")

    @property
    def whole(self) -> tuple[date, date]:
        """First and last day of the whole steps inside; a step cut off would look like a fall."""
        grain, after = self.grain, self.end + DAY
        start = self.start if first_day(grain, self.start) == self.start else next_first_day(grain, self.start)
        return start, first_day(grain, after) - DAY

    @property
    def before(self) -> Period:
        return Period(self.before_start, self.before_end)


def span_of(period: Period, first: date, last: date) -> Span:
    """What to compare when the address names ``period`` and there are facts from ``first`` to ``last``.

    An open start is the last twelve months. Seasons make the year before the fairer comparison; where
    the facts do not reach back so far it is as many days just before.
    """
    end = period.end or max(last, period.start or last)
    start = period.start or year_before(end) + DAY
    a_year_before = year_before(start), year_before(end)
    if first <= a_year_before[0] and a_year_before[1] < start:
        return Span(start, end, *a_year_before, True)
    return Span(start, end, start - (end - start) - DAY, start - DAY, False)
