from dataclasses import dataclass

import pytest
from django.utils import translation

from auricle.web.platform.numbers import amount, estimate


@dataclass(frozen=True)
class Row:
    n: int | None = 100
    value: float | None = None
    low: float | None = None
    high: float | None = None
    suppressed: bool = False


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (39.84, "points", "39.8"),
        (-0.04, "points", "0.0"),
        (-12.5, "points", "−12.5"),
        (0.1234, "share", "12.3%"),
        (4.2941, "score", "4.29"),
        (2746, "count", "2,746"),
        (1204.4, "currency", "EUR 1,204"),
        (0.084, "seconds", "84 ms"),
        (8.24, "seconds", "8.2 s"),
        (184, "seconds", "3 min 04 s"),
        (7500, "seconds", "2 h 05 min"),
        (293760, "seconds", "3.4 days"),
        (63072000, "seconds", "730 days"),
    ],
)
def test_an_amount_carries_its_unit(value: float, unit: str, text: str):
    assert amount(value, unit, "EUR" if unit == "currency" else "") == text


@pytest.mark.parametrize(
    ("language", "text"), [("en", "CNY 123,456,789"), ("zh-hans", "CNY 12,345.7 万"), ("zh-hant", "CNY 12,345.7 萬")]
)
def test_large_amounts_are_counted_as_the_language_counts(language: str, text: str):
    with translation.override(language):
        assert amount(123_456_789, "currency", "CNY") == text


@pytest.mark.parametrize(
    ("half", "text"),
    [(70_617, "CNY 219.9 万 ± 7.1 万"), (400, "CNY 219.9 万 ± 400"), (300_000, "CNY 219.9 万 ± 30.0 万")],
)
def test_an_interval_is_counted_as_what_it_surrounds(half: float, text: str):
    with translation.override("zh-hans"):
        row = Row(value=2_198_669, low=2_198_669 - half, high=2_198_669 + half)
        assert estimate(row, "currency", "CNY") == text


def test_even_sides_are_written_with_plus_and_minus():
    assert estimate(Row(value=39.8, low=36.7, high=42.9), "points") == "39.8 ± 3.1"


def test_uneven_sides_are_written_out():
    assert estimate(Row(value=0.042, low=0.031, high=0.059), "share") == "4.2% (3.1% to 5.9%)"


def test_a_group_below_the_floor_says_so_and_shows_nothing():
    assert estimate(Row(n=None, suppressed=True), "points") == "not shown (protects fewer than 5 people)"


def test_a_group_without_answers_says_so():
    assert estimate(Row(n=0), "points") == "no data"
