"""What is planted in the demo company is found by the analyses, and no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auricle.datasets.demo import make_demo
from auricle.understanding.movement import direction
from auricle.workspace import Workspace

ENTITIES = ("customers", "contracts", "answers", "feedback", "mentions", "orders", "interactions")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make_demo(tmp_path_factory.mktemp("demo") / "demo", customers=4_000, entities=ENTITIES) as ws:
        yield ws


def test_the_score_rose_because_the_unhappy_left_and_nobody_changed_their_mind(demo: Workspace):
    found = demo.movement("nps", ("2024-01-01", "2024-12-31"), ("2025-07-01", "2026-06-30"))
    assert direction(found.change) == 1
    assert found.cause is not None
    assert found.cause.name == "gone"
    assert found.cause.score < found.before.value - 30
    assert direction(found.stayed.effect) == 0
    assert found.had_the_gone_stayed is not None
    assert found.had_the_gone_stayed.value < found.after.value - 5


def test_in_the_quiet_half_year_no_leaving_is_made_up(demo: Workspace):
    found = demo.movement("nps", ("2024-01-01", "2024-06-30"), ("2024-07-01", "2024-12-31"))
    assert direction(found.change) == 0
    assert found.cause is None
