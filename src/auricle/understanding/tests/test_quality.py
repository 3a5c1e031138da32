"""Careless, contradictory and copied answers: found, counted, never deleted."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import auricle
from auricle.query.tests.facts import answer, batch, feedback
from auricle.understanding.gathering import NothingToExplain
from auricle.understanding.quality import AnswerQuality
from auricle.understanding.scoring import NotAScore
from auricle.workspace import Workspace

Opened = Callable[..., Workspace]
COPIED = "Great service, will buy again, five stars"


def company() -> dict[str, list[dict[str, Any]]]:
    """100 answers: 0 to 9 mark every rating alike, 10 to 15 give 10 and rate 1, 20 to 27 copy one text, 30 to 35
    take 10 seconds where the others take about 100."""
    rows: dict[str, list[dict[str, Any]]] = {"answers": [], "feedback": []}
    for i in range(100):
        score = 10.0 if i < 16 else float(i % 11)
        seconds = 10 if 30 <= i < 36 else 95 + i % 10
        text = COPIED if 20 <= i < 28 else f"This is what customer {i} wrote about it"
        rows["feedback"].append(feedback(i, text=text, properties=f'{{"duration_seconds": {seconds}}}'))
        rows["answers"].append(answer(10 * i, score, feedback=f"f{i}"))
        for k in range(4):
            mark = 5 if i < 10 else (1 + (k == 0) if i < 16 else 2 + (k + i) % 3)
            rating = {"kind": "rating", "scale": "1-5", "question": f"q{k}", "feedback": f"f{i}"}
            rows["answers"].append(answer(10 * i + k + 1, float(mark), **rating))
    return rows


def counted(found: AnswerQuality) -> dict[str, int | None]:
    return {flag.name: flag.n for flag in (*found.flags, found.any)}


def test_each_kind_is_counted_and_any_of_them_once(workspace: Opened):
    found = workspace(company()).answer_quality("nps")
    expected = counted(found)
    assert (expected["straight"], expected["repeated"], expected["fast"]) == (10, 8, 6)
    assert expected["contradicts"] is not None
    assert expected["contradicts"] >= 6
    assert found.answers == 100
    assert found.any.n is not None
    assert found.any.n <= sum(flag.n or 0 for flag in found.flags)


def test_the_score_without_them_is_that_of_the_others(workspace: Opened):
    ws = workspace(company())
    straight = ws.answer_quality("nps").flags[0]
    others = ws.measure("nps", where="feedback.kind = 'survey'").total
    assert straight.without is not None
    assert straight.without.n == 90
    assert straight.shift is not None
    # with all 100: mean m; without ten promoters: m moves by (rest - 100) · 10 / 100
    assert straight.shift.value == pytest.approx((straight.without.value - 100) / 10)
    assert ws.answer_quality("nps").score.value == pytest.approx(others.value)


def test_what_the_answers_do_not_carry_cannot_be_told(workspace: Opened):
    found = workspace({"answers": [answer(i, float(i % 11)) for i in range(50)]}).answer_quality("nps")
    assert [flag.judged for flag in found.flags] == [0, 0, 0, 0]
    assert found.any.n == 0


def test_too_few_are_not_shown(workspace: Opened):
    rows = company()
    fewer = {f"f{i}" for i in range(24, 28)}
    rows["feedback"] = [{**row, "text": None} if row["feedback"] in fewer else row for row in rows["feedback"]]
    assert counted(workspace(rows).answer_quality("nps"))["repeated"] is None


def test_what_cannot_be_judged_is_refused_by_name(workspace: Opened):
    with pytest.raises(NotAScore):
        workspace(company()).answer_quality("orders")
    with pytest.raises(NothingToExplain):
        workspace().answer_quality("nps")


def test_the_engines_agree(tmp_path: Path):
    if importlib.util.find_spec("chdb") is None:
        pytest.skip("the engine in process needs the package chdb")
    found = []
    for engine in ("duckdb", "chdb"):
        auricle.create(tmp_path / engine, zone="Asia/Shanghai", currency="CNY").close()
        settings = tmp_path / engine / "auricle.yaml"
        settings.write_text(settings.read_text().replace("engine: duckdb", f"engine: {engine}"))
        with auricle.open(tmp_path / engine) as ws:
            ws.add(batch(company()))
            found.append(ws.answer_quality("nps"))
    assert counted(found[0]) == counted(found[1])
