"""Why a score moved, as a page: who sees it, what it says, and what it refuses to claim."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.query.tests.facts import answer, batch
from auricle.understanding.tests.test_movement import LATER, company
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import AuditEntry, User

from .test_drivers_page import answered

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/understanding/movement/"
DAYS = {"from": "2025-12-01", "to": "2025-12-31", "before_from": "2025-01-01", "before_to": "2025-01-31"}


def page_of(client: Client, workspace: Any, **query: str) -> str:
    return answered(client, workspace, PAGE, **DAYS, **query)


def told(rows: dict[str, list[dict[str, Any]]]) -> None:
    facts_of("acme").add(batch(rows))


def test_a_stranger_does_not_learn_that_the_page_is_there(stranger: User, workspace: Any, signed_in: SignedIn):
    for path in ("", "export/"):
        assert signed_in(stranger).get(PAGE + path, DAYS).status_code == 404


def test_without_answers_it_says_what_is_lacking(teammate: User, signed_in: SignedIn, workspace: Any):
    page = page_of(signed_in(teammate), workspace)
    assert "This cannot be told" in page
    assert "fewer than 5 customers answered in both windows" in page


def test_the_headline_names_the_gone_and_warns_of_a_shrunken_base(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    told(company(18))
    page = page_of(signed_in(teammate), workspace, by="segment")
    assert "<h1>Net Promoter Score rose by 43.3 points: unhappy customers have gone, while those who stayed" in page
    assert "It got better while its base shrank: 54 of the 180 customers who answered before have gone" in page
    assert "Had they stayed as they were, it would stand at 0.0" in page
    assert "+45.0 points" in page


def test_a_segment_too_small_shows_no_number_of_its_own(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    told(company(12))
    assert "Others, too few apart" in page_of(signed_in(teammate), workspace, by="segment")


def test_no_clear_change_is_said_to_be_none(own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any):
    told({"answers": [answer(k, float(k % 11), customer=f"c{k % 40}", day=LATER * (k // 40)) for k in range(80)]})
    page = page_of(signed_in(teammate), workspace)
    assert "<h1>Net Promoter Score: no clear change between the two periods</h1>" in page
    assert "shrank" not in page


def test_the_same_people_less_happy_beneath_a_score_that_stands_still_are_said(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    """30 go from 10 to 8; 30 others of 0 are gone; as many new ones answer like those who stayed."""
    scores = {f"s{k}": (10.0, 8.0) for k in range(30)} | {f"p{k}": (8.0, 8.0) for k in range(30)}
    scores |= {f"g{k}": (0.0, None) for k in range(30)}
    said = [(name, day, score) for name, pair in scores.items() for day, score in zip((0, LATER), pair, strict=True)]
    told({"answers": [answer(i, s, customer=c, day=d) for i, (c, d, s) in enumerate(said) if s is not None]})
    page = page_of(signed_in(teammate), workspace)
    said = "no clear change, yet unhappy customers have gone, while those who stayed are less happy"
    assert f"<h1>Net Promoter Score: {said}</h1>" in page
    assert "Look for what changed for the same people" in page


def test_who_stayed_and_is_happier_is_not_denied_by_the_warning(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    scores = {f"s{k}": (8.0, 10.0) for k in range(30)} | {f"g{k}": (0.0, None) for k in range(30)}
    said = [(name, day, score) for name, pair in scores.items() for day, score in zip((0, LATER), pair, strict=True)]
    told({"answers": [answer(i, s, customer=c, day=d) for i, (c, d, s) in enumerate(said) if s is not None]})
    page = page_of(signed_in(teammate), workspace)
    assert "It got better while its base shrank: 30 of the 60" in page
    assert "Those who stayed are happier as well." in page
    assert "Do not read it as happier customers" not in page


def test_days_that_overlap_are_refused_beside_their_field(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    response = signed_in(teammate).get(PAGE, {**DAYS, "before_to": "2025-12-15"})
    assert response.status_code == 422
    assert "These days must end before the period of the page starts." in response.content.decode()


def test_the_parts_are_exported_and_the_export_is_recorded(
    own_home: Path, owner: User, signed_in: SignedIn, workspace: Any
):
    told(company(18))
    client = signed_in(owner)
    page_of(client, workspace, by="segment")
    response = client.get(PAGE + "export/", {**DAYS, "by": "segment", "format": "csv"})
    written = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = {(line["kind"], line["name"]): line for line in csv.DictReader(written.splitlines())}
    gone = lines["part", "gone"]
    assert (int(gone["n"]), float(gone["share"]), float(gone["score"])) == (54, 0.3, -100)
    assert float(gone["adds_low"]) < float(gone["adds"]) < float(gone["adds_high"])
    assert float(lines["had the gone stayed", ""]["score"]) == pytest.approx(0)
    assert lines["transition", "Promoters → Passives"]["n"] == "18"
    assert {name for kind, name in lines if kind == "segment"} == {"a", "b", "c"}
    assert AuditEntry.objects.of(workspace).filter(verb="exported numbers").exists()
