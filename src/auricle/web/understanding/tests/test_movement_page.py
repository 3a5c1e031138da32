"""Why a score moved, as a page: who sees it, what it says, and what it refuses to claim."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client

from auricle.query.tests.facts import answer, batch
from auricle.understanding.tests.test_movement import LATER, company
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import AuditEntry, User

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/understanding/movement/"
DAYS = {"from": "2025-12-01", "to": "2025-12-31", "before_from": "2025-01-01", "before_to": "2025-01-31"}


def page_of(client: Client, **query: str) -> str:
    response = client.get(PAGE, {**DAYS, **query})
    assert response.status_code == 200
    return response.content.decode()


def told(rows: dict[str, list[dict[str, Any]]]) -> None:
    facts_of("acme").add(batch(rows))


def test_a_stranger_does_not_learn_that_the_page_is_there(stranger: User, workspace: Any, signed_in: SignedIn):
    for path in ("", "export/"):
        assert signed_in(stranger).get(PAGE + path, DAYS).status_code == 404


def test_without_answers_it_says_what_is_lacking(teammate: User, signed_in: SignedIn):
    page = page_of(signed_in(teammate))
    assert "it cannot be told why it moved" in page
    assert "fewer than 5 customers answered in both windows" in page


def test_the_headline_names_the_gone_and_warns_of_a_shrunken_base(own_home: Path, teammate: User, signed_in: SignedIn):
    told(company(18))
    page = page_of(signed_in(teammate), by="segment")
    assert "<h1>Net Promoter Score rose by 43.3 points: unhappy customers have gone, while those who stayed" in page
    assert "It got better while its base shrank: 54 of the 180 customers who answered before have gone" in page
    assert "Had they stayed as they were, it would stand at 0.0" in page
    assert "+45.0 points" in page


def test_a_segment_too_small_shows_no_number_of_its_own(own_home: Path, teammate: User, signed_in: SignedIn):
    told(company(12))
    assert "Others, too few apart" in page_of(signed_in(teammate), by="segment")


def test_no_clear_change_is_said_to_be_none(own_home: Path, teammate: User, signed_in: SignedIn):
    told({"answers": [answer(k, float(k % 11), customer=f"c{k % 40}", day=LATER * (k // 40)) for k in range(80)]})
    page = page_of(signed_in(teammate))
    assert "<h1>Net Promoter Score: no clear change between the two periods</h1>" in page
    assert "shrank" not in page


def test_days_that_overlap_are_refused_beside_their_field(own_home: Path, teammate: User, signed_in: SignedIn):
    response = signed_in(teammate).get(PAGE, {**DAYS, "before_to": "2025-12-15"})
    assert response.status_code == 422
    assert "These days must end before the period of the page starts." in response.content.decode()


def test_the_parts_are_exported_and_the_export_is_recorded(
    own_home: Path, owner: User, signed_in: SignedIn, workspace: Any
):
    told(company(18))
    response = signed_in(owner).get(PAGE + "export/", {**DAYS, "format": "csv"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert next(line for line in lines if "gone" in line).startswith('"part","gone",54,45')
    assert AuditEntry.objects.of(workspace).filter(verb="exported numbers").exists()
