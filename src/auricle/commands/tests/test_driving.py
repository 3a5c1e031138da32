"""``drivers``: shares with their intervals as JSON, and a table that says which tell nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import auricle
from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_drivers import company

from .conftest import Run, told


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surveyed") / "shop"
    with auricle.create(folder, zone="Asia/Shanghai") as ws:
        ws.add(batch(company()))
    return folder


def test_the_object_has_each_driver_with_its_share_and_what_one_more_adds(run: Run, surveyed: Path) -> None:
    said = told(run("drivers", surveyed, "nps", "--by", "channel", "--json"))
    assert [each["driver"] for each in said["drivers"]] == ["answers:speed", "answers:price", "answers:colour"]
    assert [each["clear"] for each in said["drivers"]] == [True, True, False]
    assert sum(each["share"]["value"] for each in said["drivers"]) == pytest.approx(said["explained"]["value"])
    assert said["left_out"] == [{"driver": "answers:tempo", "why": "it says the same as speed"}]
    assert [group["group"] for group in said["groups"]] == ["web", "app"]


def test_people_read_which_driver_tells_nothing_of_its_own(run: Run, surveyed: Path) -> None:
    text = run("drivers", surveyed, "nps", columns=120).stdout
    assert "of the differences in nps are explained" in text.splitlines()[0]
    assert "nothing of its own" in next(line for line in text.splitlines() if "colour" in line)


def test_a_family_that_is_none_is_refused(run: Run, surveyed: Path) -> None:
    said = told(run("drivers", surveyed, "nps", "--of", "weather", "--json"))
    assert said == {
        "error": "--of 'weather' names nothing that explains.",
        "next": "Choose among answers, themes, operations.",
    }
