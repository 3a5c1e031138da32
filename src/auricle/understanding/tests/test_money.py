"""What a score is worth in money, from facts: by hand, on every engine, and what it refuses to say."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import auricle
from auricle.analysis.programme import CostsNothing, NoPoints
from auricle.query.guard import SinglesOut
from auricle.query.tests.facts import FIRST, answer, batch, order
from auricle.query.window import NoDays
from auricle.query.worth import NotAnAmount
from auricle.understanding.money import MoneyNotYet, ScoreAndMoney, TooFewScores
from auricle.understanding.movement import OpenWindow
from auricle.understanding.scoring import NotAScore
from auricle.workspace import Workspace

Opened = Callable[..., Workspace]
SAID = ("2025-03-01", "2025-03-31")
BEFORE, ASKED, AFTER = 20, 70, 110  # days from 2025-01-01: before, in and after the month of the answers
PEOPLE = 110


def company(before: Callable[[int, int], float] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Ten customers of each score 0 to 10; who gives s spends 100 + 20 s after it, give or take 5, and
    ``before(s, i)`` before it, else a number that the score knows nothing of."""
    rows: dict[str, list[dict[str, Any]]] = {"answers": [], "orders": [], "customers": []}
    for i in range(PEOPLE):
        score, who = i % 11, {"customer": f"c{i}"}
        rows["answers"].append(answer(i, float(score), day=ASKED, channel="web" if i % 2 else "app", **who))
        rows["orders"].append(order(i, str(100 + 20 * score + (5 if i // 11 % 2 else -5)), day=AFTER, **who))
        spent = before(score, i) if before else 50 + 10 * (i // 11 % 5)
        rows["orders"].append(order(1000 + i, str(spent), day=BEFORE, **who))
        rows["customers"].append({**who, "first_seen_at": datetime(2024, 1, 1, tzinfo=UTC), "segment": "abc"[i % 3]})
    rows["orders"].append(order(9_999, "1", day=150, customer="later"))
    rows["customers"] += [
        {"customer": f"quiet{i}", "first_seen_at": datetime(2024, 1, 1, tzinfo=UTC), "segment": "a"} for i in range(90)
    ]
    return rows


def asked(ws: Workspace, **more: Any) -> ScoreAndMoney:
    return ws.score_and_money("nps", *SAID, days=40, **more)


def test_a_point_is_worth_its_slope_and_money_before_it_is_not(workspace: Opened):
    found = asked(workspace(company()))
    assert (found.customers, found.currency, found.curve.shape) == (110, "CNY", "linear")
    assert found.curve.point.value == pytest.approx(20, abs=0.01)
    assert found.curve.point.low < 20 < found.curve.point.high
    assert found.after is not None
    assert found.after.value == pytest.approx(20, abs=0.01)
    assert found.placebo is not None
    assert found.placebo.low < 0 < found.placebo.high
    assert str(found.spent) == "2025-04-01 to 2025-05-10"


def test_who_always_spent_more_is_found_out_by_the_money_before(workspace: Opened):
    found = asked(workspace(company(before=lambda score, i: 100 + 20 * score + (7 if i % 3 else -7))))
    assert found.placebo is not None
    assert found.placebo.value == pytest.approx(20, abs=0.5)
    assert found.after is not None
    assert found.placebo.low < found.after.value < found.placebo.high


def test_the_slope_beside_the_money_before_is_that_of_a_regression_on_both(workspace: Opened):
    rows = company(before=lambda score, i: 30 * score + i % 7)
    found = asked(workspace(rows))
    place = np.arange(PEOPLE)
    score, before = place % 11, 30 * (place % 11) + place % 7
    after = 100 + 20 * score + np.where(place // 11 % 2, 5, -5)
    slopes = np.linalg.lstsq(np.column_stack([np.ones(PEOPLE), score, before]), after, rcond=None)[0]
    assert found.beyond is not None
    assert found.beyond.value == pytest.approx(slopes[1])


def test_those_heard_are_set_beside_those_not_heard(workspace: Opened):
    heard = asked(workspace(company()), by="segment").coverage
    assert heard.share == pytest.approx(110 / 200)
    assert (heard.heard.customers, heard.unheard.customers) == (110, 90)
    assert heard.groups["a"] == pytest.approx(37 / 127)
    assert heard.groups["b"] == pytest.approx(1)


def test_of_a_segment_those_heard_are_a_share_of_the_segment(workspace: Opened):
    ws = workspace(company())
    only = asked(ws, by="segment", where="customer.segment in ('a', 'b')").coverage
    assert only.share == pytest.approx(74 / 164)
    assert (only.heard.customers, only.unheard.customers) == (74, 90)
    assert only.groups == {"a": pytest.approx(37 / 127), "b": pytest.approx(1)}
    web = asked(ws, where="customer.segment <> 'd' and (channel = 'web')").coverage
    assert (web.heard.customers, web.unheard.customers) == (55, 145)  # every other one answered on the web


def test_those_who_agreed_are_meant_however_deep_the_filter_says_so(workspace: Opened):
    rows = company()
    rows["customers"] = [each | {"consent": i >= 20} for i, each in enumerate(rows["customers"])]
    ws = workspace(rows)
    for where in ("customer.consent", "(customer.consent and score >= 0) and channel <> 'phone'"):
        only = asked(ws, where=where).coverage
        assert (only.heard.customers, only.unheard.customers) == (90, 90)


def test_alike_customers_are_compared_where_there_are_any(workspace: Opened):
    found = asked(workspace(company(before=lambda score, i: 64))).matched
    assert found is not None
    assert found.overlap == 1
    # 9 and 10 spend 290 on average, 0 to 8 spend 180
    assert found.gap.value == pytest.approx(110, abs=1)


def test_groups_have_their_own_point(workspace: Opened):
    found = asked(workspace(company()), by="channel")
    assert set(found.groups) == {"web", "app"}
    assert [each and each.point.value for each in found.groups.values()] == pytest.approx([20, 20], abs=0.7)


def test_customers_who_answered_twice_tell_what_a_change_goes_with(workspace: Opened):
    rows = company(before=lambda score, i: 100)
    rows["answers"] += [answer(5000 + i, 5.0, day=BEFORE, customer=f"c{i}") for i in range(PEOPLE)]
    found = asked(workspace(rows)).within
    assert found is not None
    assert (found.n, found.value) == (110, pytest.approx(20, abs=0.01))


def test_nothing_is_said_of_money_before_where_nobody_spent_any(workspace: Opened):
    rows = company()
    rows["orders"] = [each for each in rows["orders"] if each["at"] >= FIRST + timedelta(days=ASKED)]
    found = asked(workspace(rows))
    assert (found.placebo, found.beyond) == (None, None)
    assert found.after is not None


def test_what_a_programme_returns_is_what_its_points_are_worth_to_whom_it_reaches(workspace: Opened):
    ws = workspace(company())
    # 20 a point, half a point, 1,000 customers: 10,000 for 4,000; give or take .1 of a point: 8,000 to 12,000
    found = ws.return_on_experience("nps", *SAID, points=0.5, cost=4_000, margin=0.1, reached=1_000, days=40)
    assert found.gain.value == pytest.approx(10_000, rel=1e-3)
    assert (found.gain.low, found.gain.high) == pytest.approx((8_000, 12_000), rel=0.02)
    assert (found.ratio.value, found.ratio.low, found.ratio.high) == pytest.approx((1.5, 1.0, 2.0), abs=0.04)
    assert found.pays_back == 1
    of_all = ws.return_on_experience("nps", *SAID, points=0.5, cost=2_200, days=40)  # 110 answered: 1,100 of 2,200
    assert of_all.ratio.value == pytest.approx(-0.5, abs=1e-3)
    assert of_all.pays_back == 0
    with pytest.raises(CostsNothing):
        ws.return_on_experience("nps", *SAID, points=0.5, cost=0, days=40)
    with pytest.raises(NoPoints):
        ws.return_on_experience("nps", *SAID, points=0.5, cost=9, margin=-1, days=40)


def test_what_cannot_be_told_is_refused_by_name(workspace: Opened):
    ws = workspace(company())
    with pytest.raises(NotAScore):
        ws.score_and_money("orders", *SAID)
    with pytest.raises(NotAnAmount):
        ws.score_and_money("nps", *SAID, spent="orders")
    with pytest.raises(NoDays):
        ws.score_and_money("nps", *SAID, days=0)
    with pytest.raises(OpenWindow):
        ws.score_and_money("nps", None, "2025-03-31")
    with pytest.raises(MoneyNotYet, match="counted until 2026-03-31 and the data end on"):
        ws.score_and_money("nps", *SAID, days=365)
    with pytest.raises(TooFewScores):
        ws.score_and_money("nps", "2025-01-01", "2025-01-02", days=40)
    with pytest.raises(SinglesOut):
        asked(ws, by="customer")


def test_what_fewer_than_the_floor_spent_is_not_shown_even_where_all_others_gave_one_score(workspace: Opened):
    rows = company()
    rows["answers"] = [each | {"score": 8.0 if i < 2 else 9.0} for i, each in enumerate(rows["answers"])]
    ws = workspace(rows)
    with pytest.raises(TooFewScores, match="or all gave the same"):
        asked(ws)
    rows["answers"] = [each | {"score": 8.0 if i < 5 else 9.0} for i, each in enumerate(rows["answers"])]
    again = workspace(rows)
    assert asked(again).curve.steps[0].n == 5
    assert asked(again, by="segment").groups == {"a": None, "b": None, "c": None}


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
            found.append(asked(ws, by="segment"))
    one, other = found
    for name in ("after", "placebo", "beyond"):
        assert getattr(one, name).value == pytest.approx(getattr(other, name).value)
    assert one.curve.point.value == pytest.approx(other.curve.point.value)
    assert one.coverage.groups == pytest.approx(other.coverage.groups)
    assert one.delays is not None
    assert other.delays is not None
    slopes = [[each.point.value for each in found.delays] for found in (one.delays, other.delays)]
    assert slopes[0] == pytest.approx(slopes[1])
    assert (one.matched is None) == (other.matched is None)


def slow_company() -> dict[str, list[dict[str, Any]]]:
    """Money answers to a score only in the third month: whoever gives s then spends 30 s more, else 200 or so."""
    rows: dict[str, list[dict[str, Any]]] = {"answers": [], "orders": [], "customers": []}
    random = np.random.default_rng(2)
    for i in range(300):
        score = int(random.integers(0, 11))
        rows["answers"].append(answer(i, float(score), day=i % 30))
        for month in range(5):
            spent = 200 + random.integers(0, 60) + (30 * score if month == 2 else 0)
            rows["orders"].append(order(10 * i + month, str(spent), day=i % 30 + 30 * month + 15, customer=f"c{i}"))
    rows["orders"].append(order(99_999, "1", day=180, customer="later"))
    return rows


def test_the_month_in_which_money_follows_the_score_is_found_on_customers_kept_aside(workspace: Opened):
    found = workspace(slow_company()).score_and_money("nps", "2025-01-01", "2025-01-30", days=60).delays
    assert found is not None
    assert (found.n, len(found.delays), found.best, found.sure) == (300, 5, 2, 1.0)
    assert found.delays[2].point.value == pytest.approx(30, abs=1)
    assert found.delays[1].point.low < 0 < found.delays[1].point.high


def test_no_delay_is_chosen_where_too_little_of_the_money_is_known(workspace: Opened):
    ws = workspace(slow_company())
    assert ws.score_and_money("nps", "2025-01-01", "2025-01-30", days=30, where="score < 3").delays is None
    assert workspace(company()).score_and_money("nps", *SAID, days=40).delays is not None
