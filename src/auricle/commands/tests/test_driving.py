"""``drivers``: shares with their intervals as JSON, and a table that says which tell nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import auricle
from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_drivers import company, followed

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


def test_what_customers_did_afterwards_can_be_asked_about(run: Run, tmp_path: Path) -> None:
    with auricle.create(tmp_path / "shop", zone="Asia/Shanghai") as ws:
        ws.add(batch(followed()))
    asked = ("drivers", tmp_path / "shop", "nps", "--target", "spent", "--days", 20)
    said = told(run(*asked, "--json"))
    assert [said[name] for name in ("target", "days", "unit", "currency")] == ["spent", 20, "currency", "CNY"]
    assert said["drivers"][0]["driver"] == "answers:speed"
    text = run(*asked, columns=120).stdout
    assert "of the differences in what is spent within 20 days of an answer to nps are explained" in text
