"""Working time: worked by hand, with holidays, a weekend worked for one, and a clock put forward."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from auricle.web.cases.clock import NobodyWorks, WorkingTime, week_of

NINE_TO_SIX = {day: ((time(9), time(18)),) for day in range(5)}
SHANGHAI = WorkingTime("Asia/Shanghai", NINE_TO_SIX)


def shanghai(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Asia/Shanghai"))  # type: ignore[misc,arg-type]


def test_four_hours_from_friday_afternoon_are_over_on_monday_morning() -> None:
    friday = shanghai(2026, 3, 6, 16)  # two hours left that day, two on Monday
    assert SHANGHAI.after(friday, 4) == shanghai(2026, 3, 9, 11)


def test_what_comes_at_night_begins_in_the_morning() -> None:
    assert SHANGHAI.after(shanghai(2026, 3, 5, 3), 1) == shanghai(2026, 3, 5, 10)
    assert SHANGHAI.after(shanghai(2026, 3, 5, 23), 1) == shanghai(2026, 3, 6, 10)


def test_a_holiday_is_passed_over_and_the_weekend_worked_for_it_is_not() -> None:
    time_ = WorkingTime("Asia/Shanghai", NINE_TO_SIX, frozenset({date(2026, 10, 1)}), frozenset({date(2026, 10, 10)}))
    assert time_.after(shanghai(2026, 9, 30, 17), 2) == shanghai(2026, 10, 2, 10)
    assert time_.after(shanghai(2026, 10, 9, 17), 2) == shanghai(2026, 10, 10, 10)


def test_a_clock_put_forward_at_night_takes_no_working_time() -> None:
    berlin = WorkingTime("Europe/Berlin", {day: ((time(0), time(0)),) for day in range(7)})
    before = datetime(2026, 3, 29, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert berlin.after(before, 24) - before.astimezone(UTC) == timedelta(hours=24)
    assert berlin.after(before, 24) == datetime(2026, 3, 30, 1, tzinfo=ZoneInfo("Europe/Berlin"))


def test_between_counts_working_time_only_and_undoes_after() -> None:
    start = shanghai(2026, 3, 6, 16)
    assert SHANGHAI.between(start, SHANGHAI.after(start, 13.5)) == timedelta(hours=13.5)
    assert SHANGHAI.between(shanghai(2026, 3, 7, 1), shanghai(2026, 3, 8, 23)) == timedelta()


def test_spans_over_midnight_are_one_shift() -> None:
    night = WorkingTime("UTC", {0: ((time(22), time(6)),)})
    assert night.after(datetime(2026, 3, 9, 23, tzinfo=UTC), 3) == datetime(2026, 3, 10, 2, tzinfo=UTC)


def test_a_week_without_work_is_said_to_be_one() -> None:
    with pytest.raises(NobodyWorks, match="give a day of the week a span"):
        WorkingTime("UTC", {}).after(datetime(2026, 3, 9, tzinfo=UTC), 1)


def test_a_kept_week_is_read() -> None:
    assert week_of({"0": [["09:00", "12:30"]]}) == {0: ((time(9), time(12, 30)),)}
