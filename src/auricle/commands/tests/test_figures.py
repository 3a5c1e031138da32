"""Numbers are written with their unit, never alone."""

from __future__ import annotations

import pytest

from auricle.commands.figures import figure, interval, size


@pytest.mark.parametrize(
    "value, unit, written",
    [
        (39.8397, "points", "39.8"),
        (-12.34, "points", "−12.3"),
        (0.4151, "share", "41.5%"),
        (184.2, "seconds", "3 min 04 s"),
        (59.7, "seconds", "1 min 00 s"),
        (43.4, "seconds", "43 s"),
        (0.842, "seconds", "0.84 s"),
        (7500, "seconds", "2 h 05 min"),
        (1234567.891, "currency", "1,234,567.89"),
        (1234, "count", "1,234"),
        (4.2942, "score", "4.294"),
        (3.217, "per 100", "3.22 per 100"),
        (1.3, "ratio", "1.300"),
        (None, "points", "–"),
    ],
)
def test_a_figure_carries_its_unit(value: float | None, unit: str, written: str) -> None:
    assert figure(value, unit) == written


def test_money_names_its_currency() -> None:
    assert figure(12.5, "currency", "BRL") == "12.50 BRL"


def test_an_interval_needs_both_ends() -> None:
    assert interval(37.1, 42.5, "points") == "37.1 to 42.5"
    assert interval(None, 42.5, "points") == "–"


def test_bytes_are_written_as_people_say_them() -> None:
    assert [size(n) for n in (0, 999, 1500, 2_400_000, 7e9, 3e12)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "2.4 MB",
        "7.0 GB",
        "3.0 TB",
    ]
