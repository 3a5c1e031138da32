"""Calendar periods as results write them: 2018-03-05, 2018-W10, 2018-03, 2018-Q1, 2018."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format


class UnknownPeriod(ValueError):
    def __init__(self, text: str):
        super().__init__(
            f"{text!r} is no calendar period; they look like 2018-03-05, 2018-W10, 2018-03, 2018-Q1 or 2018"
        )


def first_day(period: str) -> date:
    """The day a period starts on."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return date.fromisoformat(period)
    if found := re.fullmatch(r"(\d{4})-W(\d\d)", period):
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", period):
        return date(int(found[1]), 3 * int(found[2]) - 2, 1)
    if found := re.fullmatch(r"(\d{4})(?:-(\d\d))?", period):
        return date(int(found[1]), int(found[2] or 1), 1)
    raise UnknownPeriod(period)


def following(period: str) -> str:
    """The next period of the same length."""
    day = first_day(period)
    if "W" in period:
        year, week, _ = (day + timedelta(days=7)).isocalendar()
        return f"{year:04}-W{week:02}"
    if "Q" in period:
        year, quarter = divmod(4 * day.year + (day.month - 1) // 3 + 1, 4)
        return f"{year:04}-Q{quarter + 1}"
    if len(period) == 4:
        return f"{day.year + 1:04}"
    if len(period) == 7:
        year, month = divmod(12 * day.year + day.month, 12)
        return f"{year:04}-{month + 1:02}"
    return (day + timedelta(days=1)).isoformat()


def without_gaps(periods: list[str], longest: int = 2_000) -> Iterator[str]:
    """The periods from the first to the last, those with nothing in them too."""
    if not periods:
        return
    current, last = min(periods), max(periods)
    for _ in range(longest):
        yield current
        if current >= last:
            return
        current = following(current)


def spoken(period: str) -> str:
    """A period as the language writes it."""
    day = first_day(period)
    if "W" in period or "Q" in period or len(period) == 4:
        return period
    return date_format(day, "YEAR_MONTH_FORMAT" if len(period) == 7 else "DATE_FORMAT")
