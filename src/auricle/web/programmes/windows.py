"""When letters go: between two times of day on some days of the week, in a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class SendTimes:
    """``since`` to ``until`` on ``weekdays``, of which Monday is 1; at least one of them."""

    since: time
    until: time
    weekdays: frozenset[int] = EVERY_DAY

    def next(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The moment itself when letters go then, else the next one at which they do."""
        local = at.astimezone(zone)
        for days in range(8):
            day = local.date() + timedelta(days=days)
            start, end = self._of(day, zone)
            if day.isoweekday() in self.weekdays and at < end:
                return max(at, start)
        return at

    def moment(self, day: date, part: float, zone: ZoneInfo) -> datetime:
        """The moment at which a part (0 to 1) of the day's time for letters has gone by."""
        start, end = self._of(day, zone)
        return start + part * (end - start)

    def day_of_turn(self, day: date, part: float) -> date:
        """The day itself when letters go on it, else by a part (0 to 1) one of those in the week after it.

        Were it always the next one, a Monday would get all of a weekend.
        """
        week = [day + timedelta(days=n) for n in range(8)]
        open_days = [each for each in week if each.isoweekday() in self.weekdays]
        return day if day in open_days else open_days[int(part * len(open_days))]

    def _of(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        start, end = (datetime.combine(day, edge, zone).astimezone(UTC) for edge in (self.since, self.until))
        return start, end
