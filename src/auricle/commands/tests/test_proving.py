"""``prove``: the whole of it as JSON, a sentence and a table for people."""

from __future__ import annotations

from pathlib import Path

import pytest

import auricle
from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_proof import SOUTH, START, answers

from .conftest import Run, told


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proven") / "shop"
    with auricle.create(folder) as ws:
        ws.add(batch({"answers": answers()}))
    return folder


def test_the_object_says_what_the_library_says(run: Run, shop: Path) -> None:
    said = told(run("prove", shop, "csat_mean", "--start", START, "--where", SOUTH, "--from", "2024-01-01", "--json"))
    with auricle.open(shop) as ws:
        found = ws.prove("csat_mean", START, SOUTH, from_="2024-01-01")
    assert said["effect"]["value"] == pytest.approx(found.effect.value)
    assert said["verdict"] == "higher"
    assert len(said["points"]) == len(found.points)


def test_people_read_the_finding_first(run: Run, shop: Path) -> None:
    text = run("prove", shop, "csat_mean", "--start", START, "--where", SOUTH, "--from", "2024-01-01").stdout
    assert text.splitlines()[0].startswith("csat_mean: it rose: ")
    assert "Before the start no drift between both is clear" in text


def test_a_day_outside_the_data_is_refused_with_the_next_step(run: Run, shop: Path) -> None:
    assert "hoose other days" in told(run("prove", shop, "csat_mean", "--start", "2040-01-01", "--json"))["next"]
