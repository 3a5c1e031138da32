from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.model.calendar import NotAPeriod, first_day, next_first_day, parsed, periods, written

GRAINS = ("day", "week", "month", "quarter", "year")


@pytest.mark.parametrize(
    ("grain", "day", "label"),
    [
        ("week", date(2021, 1, 3), "2020-W53"),  # the Sunday belongs to the last week of the old year
        ("week", date(2021, 1, 4), "2021-W01"),
        ("month", date(2018, 3, 31), "2018-03"),
        ("quarter", date(2018, 12, 31), "2018-Q4"),
        ("year", date(2018, 12, 31), "2018"),
        ("day", date(2018, 3, 5), "2018-03-05"),
    ],
)
def test_a_day_is_written_as_its_grain(grain: str, day: date, label: str) -> None:
    assert written(grain, first_day(grain, day)) == label


@given(day=st.dates(date(1970, 1, 1), date(2200, 1, 1)), grain=st.sampled_from(GRAINS))
def test_what_is_written_is_read_back_and_periods_follow_without_a_gap(day: date, grain: str) -> None:
    first = first_day(grain, day)
    assert parsed(grain, written(grain, first)) == first
    assert first <= day < next_first_day(grain, day)
    assert first_day(grain, next_first_day(grain, day) - timedelta(days=1)) == first


def test_periods_are_those_that_touch_the_window() -> None:
    assert list(periods("month", date(2025, 1, 31), date(2025, 3, 1))) == [date(2025, m, 1) for m in (1, 2, 3)]


@pytest.mark.parametrize(
    ("grain", "text"), [("week", "2021-W53"), ("month", "2018-13"), ("quarter", "2018-Q5"), ("day", "1.2.2018")]
)
def test_what_is_no_period_is_refused_with_an_example(grain: str, text: str) -> None:
    with pytest.raises(NotAPeriod, match="write it like 2018"):
        parsed(grain, text)
