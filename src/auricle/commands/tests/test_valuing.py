"""``money``: the curve and its checks as JSON, and what a programme gives back."""

from __future__ import annotations

from pathlib import Path

import pytest

import auricle
from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_money import company

from .conftest import Run, told

DAYS = ("--from", "2025-03-01", "--to", "2025-03-31", "--days", "40")


@pytest.fixture(scope="module")
def paying(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paying") / "shop"
    with auricle.create(folder, zone="Asia/Shanghai", currency="CNY") as ws:
        ws.add(batch(company()))
    return folder


def test_the_object_has_the_curve_and_its_checks(run: Run, paying: Path) -> None:
    said = told(run("money", paying, "nps", *DAYS, "--json"))
    assert (said["currency"], said["curve"]["shape"], said["customers"]) == ("CNY", "linear", 110)
    assert said["curve"]["point"]["value"] == pytest.approx(20, abs=0.01)
    assert said["placebo"]["low"] < 0 < said["placebo"]["high"]
    assert said["programme"] is None


def test_a_programme_has_its_return(run: Run, paying: Path) -> None:
    # half a point at 20 for 110 customers is 1,100: 10% on a cost of 1,000
    said = told(run("money", paying, "nps", *DAYS, "--cost", "1000", "--points", "0.5", "--json"))
    assert said["programme"]["ratio"]["value"] == pytest.approx(0.1, abs=0.01)
    hoped = ("--cost", "1000", "--points", "0.5", "--margin", "0.3")
    unsure = told(run("money", paying, "nps", *DAYS, *hoped, "--json"))["programme"]["ratio"]
    assert unsure["low"] < said["programme"]["ratio"]["low"] < said["programme"]["ratio"]["value"]


def test_people_read_what_a_point_goes_with(run: Run, paying: Path) -> None:
    text = run("money", paying, "nps", *DAYS, columns=140).stdout
    assert "one point higher goes with 20.0 CNY" in text.splitlines()[0]
    assert "the score speaks for 55% of customers" in text


def test_money_that_is_not_there_yet_is_refused(run: Run, paying: Path) -> None:
    said = told(run("money", paying, "nps", "--from", "2025-03-01", "--to", "2025-03-31", "--json"))
    assert "the money is counted until 2025-09-27" in said["error"]
