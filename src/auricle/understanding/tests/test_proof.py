"""What a proof is asked, what it refuses, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import auricle
from auricle.query.tests.facts import batch
from auricle.understanding.keeping import kept, read_back
from auricle.understanding.proof import NeedsDonors, NothingToCompare, NotWithin, Proof, TellsTooMuch
from auricle.workspace import Workspace

FIRST = date(2024, 1, 1)
REGIONS = ("north", "south", "east", "west", "isle")


def answers(true: float = 1.0) -> list[dict[str, Any]]:
    """Thirty answers a month in four regions over twenty months, two on an isle; the south gains from October on."""
    random, rows = np.random.default_rng(3), []
    for month in range(20):
        day = (FIRST + timedelta(days=31 * month)).replace(day=10)
        for place, region in enumerate(REGIONS):
            for k in range(30 if region != "isle" else 2):
                gain = true if region == "south" and day >= date(2024, 10, 1) else 0.0
                score = float(np.clip(round(random.normal(5 + 0.2 * place + 0.1 * (month % 3) + gain, 1)), 0, 10))
                rows.append({
                    "answer": f"a{month}-{region}-{k}", "feedback": f"f{month}-{region}-{k}",
                    "at": datetime(day.year, day.month, 10, 12, tzinfo=UTC),
                    "customer": f"c{region}{k}", "kind": "csat", "question": "csat", "scale": "0-10", "polarity": 1,
                    "score": score, "touchpoint": region,
                })  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with auricle.create(tmp_path_factory.mktemp("proof") / "shop") as made:
        made.add(batch({"answers": answers()}))
        yield made


START, SOUTH = "2024-10-01", "touchpoint = 'south'"


def test_the_effect_lies_in_its_interval_whatever_it_is_compared_with(ws: Workspace):
    for more in ({}, {"against": "touchpoint = 'north'"}, {"against": "mixture", "by": "touchpoint"}):
        found = ws.prove("csat_mean", START, SOUTH, from_="2024-01-01", **more)
        assert found.verdict == "higher"
        assert found.effect.low <= 1.0 <= found.effect.high
        assert (found.grain, found.n_before, found.n_after) == ("month", 270, 330)


def test_where_nothing_was_done_no_effect_is_found(ws: Workspace):
    found = ws.prove("csat_mean", START, "touchpoint = 'east'", "touchpoint = 'north'", from_="2024-01-01")
    assert found.verdict == "no clear change"
    assert found.in_points == found.effect


def test_an_index_has_its_effect_in_points_of_the_answer_too(ws: Workspace):
    found = ws.prove("csat", START, SOUTH, from_="2024-01-01")
    assert found.unit == "share"
    assert found.in_points is not None
    assert found.in_points.low <= 1.0 <= found.in_points.high


def test_everywhere_is_compared_with_its_past(ws: Workspace):
    found = ws.prove("csat_mean", START, from_="2024-01-01")
    assert found.against == "past"
    assert found.ran_alike is None
    assert found.level is not None
    assert found.effect.low <= 0.25 <= found.effect.high  # one of four regions gained 1


def test_the_period_in_which_it_began_counts_on_neither_side(ws: Workspace):
    found = ws.prove("csat_mean", "2024-10-05", SOUTH, from_="2024-01-01")
    assert [point.period for point in found.points if point.side == "start"] == ["2024-10"]
    assert found.n_after == 300


def test_periods_too_small_to_show_are_not_shown_and_a_side_too_small_is_refused(ws: Workspace):
    found = ws.prove("csat_mean", START, SOUTH, "touchpoint in ('isle', 'north')", from_="2024-01-01")
    assert found.effect.n == 330
    with_isle = ws.prove("csat_mean", START, "touchpoint = 'isle'", "touchpoint = 'north'", from_="2024-01-01")
    assert all(point.value is None and point.gap is None for point in with_isle.points)
    with pytest.raises(TellsTooMuch, match="fewer people than are ever shown"):
        ws.prove("csat_mean", "2025-07-15", "touchpoint = 'isle'", "touchpoint = 'north'")


def test_what_cannot_be_asked_is_refused_with_the_next_step(ws: Workspace):
    with pytest.raises(NothingToCompare, match="everybody is meant"):
        ws.prove("csat_mean", START, against="rest")
    with pytest.raises(NeedsDonors, match="name the dimension"):
        ws.prove("csat_mean", START, SOUTH, "mixture")
    with pytest.raises(NotWithin, match="2031-01-01 does not lie between"):
        ws.prove("csat_mean", "2031-01-01", SOUTH)


def test_a_proof_can_be_kept_and_read_back(ws: Workspace):
    found = ws.prove("csat_mean", START, SOUTH, from_="2024-01-01")
    again = read_back(Proof, kept(found))
    assert again.points == found.points
    assert again.effect == found.effect
