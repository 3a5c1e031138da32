"""Intervals, counts and sizes are written as people say them."""

from __future__ import annotations

from auricle.commands.figures import count, size
from auricle.commands.results import interval


def test_an_interval_needs_both_ends_and_carries_its_unit() -> None:
    assert interval(37.1, 42.54, "points") == "37.1 to 42.5"
    assert interval(0.371, 0.425, "share") == "37.1% to 42.5%"
    assert interval(None, 42.5, "points") == "—"


def test_a_count_that_must_not_be_told_is_a_dash() -> None:
    assert [count(n) for n in (0, 1234567, None)] == ["0", "1,234,567", "—"]


def test_bytes_are_written_as_people_say_them() -> None:
    written = [size(n) for n in (0, 999, 1500, 2_400_000, 7e9, 3e12)]
    assert written == ["0 B", "999 B", "1.5 kB", "2.4 MB", "7.0 GB", "3.0 TB"]
