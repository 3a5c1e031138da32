"""What customers are worth and who leaves on the command line: the sentence, the table, the JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import auricle
from auricle.understanding.tests.test_worth import renewing, shop

from .conftest import Run, told


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("acme") / "acme"
    with auricle.create(folder, zone="Asia/Shanghai", currency="CNY") as workspace:
        workspace.add(shop())
        workspace.add(renewing())
    return folder


def test_worth_is_told_by_persona_with_its_range(run: Run, acme: Path) -> None:
    said: dict[str, Any] = told(run("worth", acme, "--by", "traits.persona", "--json"))
    assert [each["group"] for each in said["groups"]] == ["planner", "(others)"]
    assert said["total"]["low"] < said["total"]["value"] < said["total"]["high"]
    assert "planner" in run("worth", acme, "--by", "traits.persona", columns=140).stdout


def test_who_leaves_is_told_with_how_well_it_did_before(run: Run, acme: Path) -> None:
    said: dict[str, Any] = told(run("leaving", acme, "--json"))
    assert said["judged"]["auc"]["low"] > 0.5
    assert said["most"][0]["reasons"]
    assert "AUC" in run("leaving", acme, columns=140).stdout


def test_the_pace_of_leaving_is_told_by_what_was_known_on_a_day(run: Run, acme: Path) -> None:
    said: dict[str, Any] = told(run("pace", acme, "2024-06-30", "--json"))
    (score,) = [each for each in said["effects"] if each["name"] == "score"]
    assert score["high"] < 1
    assert "one more multiplies the pace by" in run("pace", acme, "2024-06-30", columns=140).stdout


def test_who_stays_and_comes_back_and_fell_silent_is_told(run: Run, acme: Path) -> None:
    assert told(run("staying", acme, "--by", "plan", "--to", "2023-06-30", "--json"))["renewals"]["year"] == 2015
    text = run("staying", acme, "--by", "plan", "--to", "2023-06-30", columns=140).stdout
    assert "of the 1,000 who began in 2015, the coming renewals will leave 460, 436, 414, 395, 378" in text
    assert "cannot be told yet" in run("staying", acme, "--by", "plan", "--to", "2016-06-30", columns=140).stdout
    assert told(run("cohorts", acme, "--json"))["cohorts"]
    assert told(run("silent", acme, "--json"))["share"]["n"] > 100
