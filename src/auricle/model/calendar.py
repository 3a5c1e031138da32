"""Days and the weeks, months, quarters and years they fall in, and how each is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ..sentence import sentence

_WRITTEN = {
    "day": re.compile(r"(\d{4})-(\d\d)-(\d\d)"),
    "week": re.compile(r"(\d{4})-W(\d\d)"),
    "month": re.compile(r"(\d{4})-(\d\d)"),
    "quarter": re.compile(r"(\d{4})-Q([1-4])"),
    "year": re.compile(r"(\d{4})"),
}
_LIKE = {
    "period": "2018-03-05, 2018-W10, 2018-03, 2018-Q1 or 2018",
    "day": "2018-03-05",
    "week": "2018-W10",
    "month": "2018-03",
    "quarter": "2018-Q1",
    "year": "2018",
}


class NotAPeriod(ValueError):
    def __init__(self, text: str, grain: str):
        super().__init__(
            sentence("{text!r} is not a {grain}; write it like {like}", text=text, grain=grain, like=_LIKE[grain])
        )


def first_day(grain: str, day: date) -> date:
    """The first day of the grain that holds ``day``; weeks begin on Monday."""
    match grain:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def next_first_day(grain: str, day: date) -> date:
    """The first day of the grain after the one that holds ``day``."""
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[grain]
    return first_day(grain, first_day(grain, day) + timedelta(days=longest))


def periods(grain: str, start: date, end: date) -> Iterator[date]:
    """First days of every grain that touches ``start`` to ``end``, both included."""
    day = first_day(grain, start)
    while day <= end:
        yield day
        day = next_first_day(grain, day)


def written(grain: str, day: date) -> str:
    """``2018-03-05``, ``2018-W10``, ``2018-03``, ``2018-Q1`` or ``2018``."""
    match grain:
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year:04d}-W{week:02d}"
        case "month":
            return f"{day.year:04d}-{day.month:02d}"
        case "quarter":
            return f"{day.year:04d}-Q{(day.month + 2) // 3}"
        case "year":
            return f"{day.year:04d}"
    return day.isoformat()


def grain_of(text: str) -> str:
    """The grain that writes a period like this.

    Raises
        NotAPeriod: none does.
    """
    for grain, pattern in _WRITTEN.items():
        if pattern.fullmatch(text):
            return grain
    raise NotAPeriod(text, "period")


def parsed(grain: str, text: str) -> date:
    """The first day of a grain as ``written`` writes it; a whole date means the grain that holds it."""
    if whole := _WRITTEN["day"].fullmatch(text):
        return first_day(grain, _date(grain, text, *map(int, whole.groups())))
    if not (match := _WRITTEN[grain].fullmatch(text)):
        raise NotAPeriod(text, grain)
    year, *rest = map(int, match.groups())
    if grain == "week":
        try:
            return date.fromisocalendar(year, rest[0], 1)
        except ValueError:
            raise NotAPeriod(text, grain) from None
    month = {"month": rest[0] if rest else 1, "quarter": rest[0] * 3 - 2 if rest else 1}.get(grain, 1)
    return _date(grain, text, year, month, 1)


def _date(grain: str, text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotAPeriod(text, grain) from None
