"""The days a question is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from ..sentence import sentence
from ..store.typed import day_literal


class NotADate(ValueError):
    def __init__(self, text: str):
        super().__init__(sentence("{text!r} is not a date; write it like 2018-03-05", text=text))


EARLIEST, LATEST = date(1800, 1, 1), date(2199, 12, 31)
"""Days a question may name: from each of them one can count as far back or on as windows reach."""


class DayOutOfReach(ValueError):
    def __init__(self, day: date):
        super().__init__(
            sentence(
                "{day} is too far away to count from; choose a day from {earliest} to {latest}",
                day=day.isoformat(),
                earliest=EARLIEST.isoformat(),
                latest=LATEST.isoformat(),
            )
        )


MOST_DAYS = 36_525
"""A hundred years: what is counted from a day on, or back from it, reaches no farther."""


class NoDays(ValueError):
    def __init__(self, days: int):
        super().__init__(sentence("{days} days cannot be counted; give 1 to {most}", days=days, most=MOST_DAYS))


def countable(days: int) -> int:
    """So many days, where a question may count them; ``NoDays`` else."""
    if not 1 <= days <= MOST_DAYS:
        raise NoDays(days)
    return days


class EndsBeforeItStarts(ValueError):
    def __init__(self, start: date, end: date):
        super().__init__(
            sentence("the window ends on {end} before it starts on {start}; swap from and to", end=end, start=start)
        )


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day in the workspace's zone, both included; None leaves that side open."""

    start: date | None = None
    end: date | None = None

    @classmethod
    def of(cls, from_: str | date | None, to: str | date | None) -> Window:
        start, end = _date(from_), _date(to)
        if start and end and end < start:
            raise EndsBeforeItStarts(start, end)
        return cls(start, end)

    def condition(self, day: exp.Expression) -> exp.Expression | None:
        """The window as a filter on a column of days; None when it is everything."""
        edges: list[exp.Expression] = []
        if self.start:
            edges.append(exp.GTE(this=day.copy(), expression=day_literal(self.start)))
        if self.end:
            edges.append(exp.LTE(this=day.copy(), expression=day_literal(self.end)))
        if len(edges) == 2:
            return exp.And(this=edges[0], expression=edges[1])
        return edges[0] if edges else None

    @property
    def is_of_months(self) -> bool:
        """Whether it holds every month whole or not at all."""
        after = self.end + timedelta(days=1) if self.end else None
        return all(edge is None or edge.day == 1 for edge in (self.start, after))

    def before(self) -> Window | None:
        """The window of the same length just before; None when a side is open."""
        if self.start is None or self.end is None:
            return None
        return Window(self.start - (self.end - self.start) - timedelta(days=1), self.start - timedelta(days=1))

    def __str__(self) -> str:
        match self.start, self.end:
            case None, None:
                return sentence("all days")
            case None, end:
                return sentence("until {end}", end=end)
            case start, None:
                return sentence("since {start}", start=start)
        return sentence("{start} to {end}", start=self.start, end=self.end)


EVER = Window()


def _date(given: str | date | None) -> date | None:
    if given is None or given == "":
        return None
    day = given if isinstance(given, date) else _read(given)
    if not EARLIEST <= day <= LATEST:
        raise DayOutOfReach(day)
    return day


def _read(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADate(text) from None
