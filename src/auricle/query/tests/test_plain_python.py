"""Every built-in measure gives on the engine what plain Python gives on the same rows."""

from __future__ import annotations

from datetime import date

import pytest

from auricle.model.catalogue import built_in
from auricle.workspace import Workspace

from .facts import company
from .plain import MEASURES, Plain

WINDOWS = [(date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 1, 20), date(2025, 2, 24))]


def test_every_measure_there_is_is_checked() -> None:
    assert set(MEASURES) == set(built_in())


@pytest.mark.parametrize("window", WINDOWS, ids=str)
@pytest.mark.parametrize("name", MEASURES)
def test_the_engine_agrees_with_plain_python(acme: Workspace, name: str, window: tuple[date, date]) -> None:
    start, end = window
    found = acme.measure(name, from_=start, to=end)
    expected = Plain(company(), start, end).value(name)
    assert found.total.value == pytest.approx(expected, rel=acme.measures[name].tolerance)
    assert acme.measure(name, from_=start, to=end, use_cubes=False).total.value == pytest.approx(
        expected, rel=acme.measures[name].tolerance
    )
