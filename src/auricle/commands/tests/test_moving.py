"""``movement``: the whole of it as JSON, a sentence and a table for people."""

from __future__ import annotations

from pathlib import Path

import pytest

import auricle
from auricle.understanding.tests.test_movement import company, effects

from .conftest import Run, told

DAYS = ("--before-from", "2025-01-01", "--before-to", "2025-01-31", "--from", "2025-12-01", "--to", "2025-12-31")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from auricle.query.tests.facts import batch

    folder = tmp_path_factory.mktemp("moved") / "shop"
    with auricle.create(folder, zone="Asia/Shanghai") as ws:
        ws.add(batch(company(18)))
    return folder


def test_the_object_says_what_the_library_says(run: Run, moved: Path) -> None:
    said = told(run("movement", moved, "nps", *DAYS, "--by", "segment", "--json"))
    with auricle.open(moved) as ws:
        found = ws.movement("nps", ("2025-01-01", "2025-01-31"), ("2025-12-01", "2025-12-31"))
    assert {part["part"]: round(part["value"], 3) for part in said["parts"]} == effects(found)
    assert said["cause"] == "gone"
    assert sum(part["value"] for part in said["parts"]) == pytest.approx(said["change"]["value"])
    assert len(said["groups"]) == 3


def test_people_read_the_finding_first(run: Run, moved: Path) -> None:
    text = run("movement", moved, "nps", *DAYS, columns=120).stdout
    assert text.splitlines()[0] == "nps rose by 43.3; the largest part: those who have gone (45.0)"
    assert "Had the gone stayed at their last score: 0.0" in text


def test_without_days_it_says_what_to_give(run: Run, moved: Path) -> None:
    assert "Give --from and --to" in told(run("movement", moved, "nps", "--json"))["next"]
