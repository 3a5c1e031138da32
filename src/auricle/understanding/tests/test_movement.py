"""Why a score moved, from facts: by hand, on every engine, and what it refuses to say."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import auricle
from auricle.query.guard import SinglesOut
from auricle.query.tests.facts import answer, batch, contract, order
from auricle.understanding.fates import TooFewApart, TooFewTwice
from auricle.understanding.movement import Movement, OpenWindow, WindowsOverlap, direction
from auricle.understanding.scoring import NotAScore
from auricle.workspace import Workspace

Opened = Callable[..., Workspace]
WINTER, SUMMER = ("2025-01-01", "2025-01-31"), ("2025-12-01", "2025-12-31")
LATER = 340  # days from 2025-01-01 into the second window


def company(customers: int = 6) -> dict[str, list[dict[str, Any]]]:
    """The hand case of the decomposition, each of its customers ``customers`` times over.

    A to E and J answered twice; G, H and I are gone; F still buys; K, L and M came.
    """
    first = dict(zip("ABCDEFGHIJ", (10, 9, 9, 8, 7, 6, 3, 2, 0, 8), strict=True))
    second = dict(zip("ABCDEJKLM", (9, 9, 8, 8, 7, 8, 10, 9, 5), strict=True))
    answers, key = [], 0
    for day, said in ((0, first), (LATER, second)):
        for name, score in said.items():
            for i in range(customers):
                answers.append(
                    answer(key, float(score), customer=f"{name}{i}", day=day, channel="web" if i % 2 else "app")
                )
                key += 1
    orders = [order(i, customer=f"F{i}", day=LATER) for i in range(customers)]
    met = {"K": "2025-12-05", "L": "2025-12-05", "M": "2024-05-01"}
    customers_ = [
        {
            "customer": f"{name}{i}",
            "first_seen_at": datetime.fromisoformat(f"{met.get(name, '2024-01-01')}T04:00Z"),
            "segment": "abc"[i % 3],
        }
        for name in "ABCDEFGHIJKLM"
        for i in range(customers)
    ]
    return {"answers": answers, "orders": orders, "customers": customers_}


def effects(found: Movement) -> dict[str, float]:
    return {part.name: round(part.effect.value, 3) for part in found.parts}


def test_the_case_by_hand_comes_out_of_the_facts(workspace: Opened):
    found = workspace(company()).movement("nps", WINTER, SUMMER)
    assert (found.before.value, found.after.value) == (pytest.approx(-10), pytest.approx(100 / 3))
    assert effects(found) == {"stayed": -16.667, "gone": 45.0, "silent": 15.0, "new": 14.815, "returned": -14.815}
    assert {part.name: part.n for part in found.parts} == {
        "stayed": 36,
        "gone": 18,
        "silent": 6,
        "new": 12,
        "returned": 6,
    }
    assert found.had_the_gone_stayed is not None
    assert found.had_the_gone_stayed.value == pytest.approx(0)
    assert found.levels == (-100, 0, 100)
    assert found.transitions == ((0, 0, 0), (0, 18, 0), (0, 6, 12))
    assert found.cause is not None
    assert found.cause.name == "gone"


def test_a_contract_that_holds_is_a_sign_of_life(workspace: Opened):
    rows = company()
    rows["contracts"] = [contract(i, "2025-01-01", None, customer=f"G{i}") for i in range(6)]
    assert effects(workspace(rows).movement("nps", WINTER, SUMMER))["gone"] == 30.0


def test_what_segments_add_sums_to_the_parts(workspace: Opened):
    found = workspace(company(18)).movement("nps", WINTER, SUMMER, by="segment")
    assert {line.value for line in found.segments} == {"a", "b", "c"}
    assert sum(line.total for line in found.segments) == pytest.approx(found.change.value)
    assert sum(line.effects["gone"] for line in found.segments) == pytest.approx(45)
    assert [line.n_before for line in found.segments] == [60, 60, 60]


def test_segments_too_small_to_show_stand_together(workspace: Opened):
    found = workspace(company(12)).movement("nps", WINTER, SUMMER, by="segment")
    assert [line.value for line in found.segments] == ["(others)"]


def test_fates_too_few_to_show_stand_together(workspace: Opened):
    rows = company()
    buying = [f"{name}{i}" for name in "GHI" for i in range(6)] + ["F0", "F1"]
    rows["orders"] = [order(key, customer=who, day=LATER) for key, who in enumerate(buying)]
    found = workspace(rows).movement("nps", WINTER, SUMMER)
    assert {part.name for part in found.parts} == {"stayed", "left", "new", "returned"}
    assert effects(found)["left"] == 60.0
    assert found.had_the_gone_stayed is None


def test_what_cannot_be_told_is_refused_by_name(workspace: Opened):
    ws = workspace(company())
    with pytest.raises(NotAScore, match="orders is not a score"):
        ws.movement("orders", WINTER, SUMMER)
    with pytest.raises(WindowsOverlap, match="must end before"):
        ws.movement("nps", WINTER, WINTER)
    with pytest.raises(OpenWindow):
        ws.movement("nps", (None, "2025-01-31"), SUMMER)
    with pytest.raises(TooFewTwice):
        ws.movement("nps", WINTER, ("2026-01-01", "2026-12-31"))
    with pytest.raises(SinglesOut):
        ws.movement("nps", WINTER, SUMMER, by="customer")
    with pytest.raises(TooFewTwice):
        workspace().movement("nps", WINTER, SUMMER)


def test_few_who_answered_once_are_not_singled_out(workspace: Opened):
    answers = [answer(k, 9.0, customer=f"c{k % 20}", day=LATER * (k // 20)) for k in range(40)]
    answers += [answer(99, 0.0, customer="alone")]
    with pytest.raises(TooFewApart):
        workspace({"answers": answers}).movement("nps", WINTER, SUMMER)


def test_the_engines_agree(tmp_path: Path):
    if importlib.util.find_spec("chdb") is None:
        pytest.skip("the engine in process needs the package chdb")
    found = []
    for engine in ("duckdb", "chdb"):
        auricle.create(tmp_path / engine, zone="Asia/Shanghai", currency="CNY").close()
        settings = tmp_path / engine / "auricle.yaml"
        settings.write_text(settings.read_text().replace("engine: duckdb", f"engine: {engine}"))
        with auricle.open(tmp_path / engine) as ws:
            ws.add(batch(company(18)))
            found.append(ws.movement("nps", WINTER, SUMMER, by="segment"))
    assert effects(found[0]) == effects(found[1])
    assert found[0].segments == found[1].segments


def test_a_direction_is_claimed_only_where_the_interval_leaves_nothing_out(workspace: Opened):
    found = workspace(company()).movement("nps", WINTER, SUMMER)
    assert direction(found.stayed.effect) == -1
    assert direction(found.mix) == 0
