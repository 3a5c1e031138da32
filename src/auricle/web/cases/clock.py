"""Working time: when something is due that was promised within so many working hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = 3 * 366
"""Days looked through for working time; who never works within three years never will."""


class NobodyWorks(ValueError):
    def __init__(self) -> None:
        super().__init__("these hours hold no working time; give a day of the week a span such as 09:00-18:00")


@dataclass(frozen=True)
class WorkingTime:
    """When people work: spans by weekday (Monday is 0) in a zone; ``closed`` and ``opened`` days differ from it.

    An opened day that the week leaves out (a weekend worked for a holiday) is worked like the first day that is.
    """

    zone: str
    week: Mapping[int, Sequence[tuple[time, time]]]
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = field(default=frozenset())

    def after(self, start: datetime, hours: float) -> datetime:
        """The moment at which ``hours`` working hours have gone by since ``start``, in UTC.

        Raises
            NobodyWorks: there is no working time within three years.
        """
        left = timedelta(hours=hours)
        for began, ended in self._spans(start):
            if ended - began >= left:
                return (began + left).astimezone(UTC)
            left -= ended - began
        raise NobodyWorks

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from ``start`` to ``end``."""
        total = timedelta()
        for began, ended in self._spans(start):
            if began >= end:
                break
            total += min(ended, end) - began
        return total

    def works_on(self, day: date) -> bool:
        return bool(self._hours(day))

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of working time from ``start`` on, in UTC, so that a clock put forward shortens a night only."""
        zone, start = ZoneInfo(self.zone), start.astimezone(UTC)
        first = start.astimezone(zone).date()
        for number in range(LONGEST):
            day = first + timedelta(days=number)
            for opens, closes in self._hours(day):
                began, ended = (datetime.combine(day, at, zone).astimezone(UTC) for at in (opens, closes))
                if closes <= opens:  # until midnight, or into the next day
                    ended = datetime.combine(day + timedelta(days=1), closes, zone).astimezone(UTC)
                if ended > start:
                    yield max(began, start), ended

    def _hours(self, day: date) -> Sequence[tuple[time, time]]:
        if day in self.closed:
            return ()
        usual = self.week.get(day.weekday(), ())
        if usual or day not in self.opened:
            return usual
        return next((spans for _, spans in sorted(self.week.items()) if spans), ())


def week_of(written: Mapping[str, Sequence[Sequence[str]]]) -> dict[int, tuple[tuple[time, time], ...]]:
    """A week as it is kept (``{"0": [["09:00", "18:00"]]}``), read."""
    return {
        int(day): tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)
        for day, spans in written.items()
    }
