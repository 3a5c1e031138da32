"""The commands of journeys: JSON as the library says it, and tables for people."""

from __future__ import annotations

from pathlib import Path

import pytest

import auricle
from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_journeys import NOON, happened, step

from .conftest import Run, told

WAY = ("ask", "buy", "return")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walked") / "shop"
    ways = {"ann": ("ask", "buy"), "bob": ("ask", "buy", "return"), "cy": ("ask", "call")}
    rows = [
        step(10 * place + at, who, 24 * at, name, channel="web" if at == 0 else "store", journey=who)
        for place, (who, way) in enumerate(ways.items())
        for at, name in enumerate(way)
    ]
    with auricle.create(folder, zone="Asia/Shanghai") as ws:
        ws.add({"interactions": happened(*rows)})
    return folder


def test_the_map_is_one_object(run: Run, walked: Path) -> None:
    said = told(run("journeys", walked, "--json"))
    assert (said["runs"], said["events"], said["variants"]) == (3, 7, 3)
    assert said["moves"][0] == {
        "before": "ask", "after": "buy", "n": 2, "mean_seconds": 86_400.0,
        "median_seconds": pytest.approx(86_400, rel=0.026),
    }  # fmt: skip
    assert "ask → buy → return" in run("journeys", walked, columns=120).stdout


def test_what_nobody_can_tell_is_null_in_the_object_and_a_dash_on_the_screen(run: Run, walked: Path) -> None:
    said = told(run("funnel", walked, *WAY, "--json"))
    assert [part["reached"] for part in said["steps"]] == [3, 2, 1]
    assert said["steps"][0]["waiting"] is None
    line = next(
        line for line in run("funnel", walked, "ask", "call", columns=120).stdout.splitlines() if "call" in line
    )
    assert line.split() == ["call", "1", "33.3%", "(6.1%", "to", "79.2%)", "33.3%", "(6.1%", "to", "79.2%)", "—"]


def test_designs_and_channels(run: Run, walked: Path) -> None:
    assert told(run("conformance", walked, *WAY, "--json"))["found"]["steps"][2]["skipped"] == 2
    assert "33.3% (6.1% to 79.2%) of 3 runs go exactly so" in run("conformance", walked, *WAY, columns=120).stdout
    said = told(run("channels", walked, "buy", "--json"))
    assert (said["conversions"], said["online_to_offline"]["value"]) == (2, 1.0)
    assert run("channels", walked, "buy", columns=120).stdout.splitlines()[0] == "2 conversions on 2 different paths"


def test_scores_by_step_say_where_it_hurts(run: Run, walked: Path) -> None:
    assert told(run("step-scores", walked, "--json")) == {"measure": None, "unit": None, "rows": [], "pain": None}
    assert "No answer speaks of a step." in run("step-scores", walked).stdout
    said = [
        {"answer": f"a{step}{k}", "feedback": f"f{step}{k}", "at": NOON, "customer": f"x{k}", "kind": "csat",
         "question": "csat", "scale": "1-5", "polarity": 1, "touchpoint": step, "score": score}
        for step, score, n in (("shop", 5.0, 20), ("hotline", 2.0, 20), ("site", 5.0, 9)) for k in range(n)
    ]  # fmt: skip
    alone = {**said[0], "answer": "b", "feedback": "b", "touchpoint": "fax"}  # is hidden, and the site with it
    with auricle.open(walked) as ws:
        ws.add(batch({"answers": [*said, alone]}))
    found = told(run("step-scores", walked, "--step", "touchpoint", "--json"))
    assert found["rows"][0]["by"]["step"] == "hotline"
    assert (found["pain"]["step"], found["pain"]["gap"]) == ("hotline", 1.0)
    shown = run("step-scores", walked, "--step", "touchpoint", columns=120).stdout
    assert shown.splitlines()[0] == "hotline hurts"
    assert "not shown" in shown
    assert "[dim]" not in shown


def test_refusals_name_the_next_step(run: Run, walked: Path) -> None:
    assert told(run("journeys", walked, "--run", "unit", "--json"))["next"].startswith("choose one of customer")
    assert told(run("channels", walked, "dance", "--json"))["next"] == "choose another conversion, or more days."
    assert told(run("funnel", walked, "ask", "--json"))["next"] == "name them in their order."
