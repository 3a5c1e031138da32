"""What a score is worth in money, as a page."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_money import company, slow_company
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User
from auricle.web.understanding.money_words import Said

from .test_drivers_page import answered

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/understanding/money/"
DAYS = {"from": "2025-02-20", "to": "2025-05-10"}  # the money is that of the last 40 days


def test_a_stranger_does_not_learn_that_the_page_is_there(stranger: User, workspace: Any, signed_in: SignedIn):
    for path in ("", "export/"):
        assert signed_in(stranger).get(PAGE + path, DAYS).status_code == 404


def test_the_page_says_what_a_point_goes_with_and_that_it_was_not_so_before(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    facts_of("acme").add(batch(company()))
    page = answered(signed_in(teammate), workspace, PAGE, **DAYS)
    assert "<h1>An answer one point higher (Net Promoter Score) goes with CNY 20.00 more per customer</h1>" in page
    assert "It holds when the money before is taken into account" in page
    assert "nan" not in page


def test_the_headline_says_that_nothing_clear_is_left(own_home: Path, workspace: Any):
    facts_of("acme").add(batch(company()))
    found = facts_of("acme").score_and_money("nps", "2025-02-20", "2025-03-31", 40)
    assert found.beyond is not None
    unclear = replace(found, placebo=None, beyond=replace(found.beyond, value=1.0, low=-2.0, high=4.0))
    assert Said(found, "NPS").headline.endswith("more per customer")
    assert Said(unclear, "NPS").headline.endswith("with the money before taken into account nothing clear is left")


def test_the_month_in_which_the_money_follows_is_said(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    facts_of("acme").add(batch(slow_company()))
    page = answered(signed_in(teammate), workspace, PAGE, **{"from": "2025-01-01", "to": "2025-03-01"})
    assert "The score foretells best what is spent 61–90 days later (100.0% of redraws agree)." in page
    assert "nan" not in page


def test_who_always_spent_more_is_said_to(own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any):
    facts_of("acme").add(batch(company(before=lambda score, i: 100 + 20 * score + (7 if i % 3 else -7))))
    assert "more per customer, and did so before</h1>" in answered(signed_in(teammate), workspace, PAGE, **DAYS)


def test_a_programme_is_reckoned(own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any):
    facts_of("acme").add(batch(company()))
    client = signed_in(teammate)
    answered(client, workspace, PAGE, **DAYS)
    page = client.get(PAGE, {**DAYS, "measure": "nps", "points": "0.5", "cost": "1000"}).content.decode()
    assert '<dd class="strong">10.0%' in page
    unsure = {"points": "0.5", "margin": "0.3", "cost": "1000"}
    assert '<dd class="strong">10.0% ± 66' in client.get(PAGE, {**DAYS, "measure": "nps", **unsure}).content.decode()


@pytest.mark.parametrize(
    "huge", [{"points": "1e308", "cost": "1e308"}, {"points": "1", "cost": "1", "reached": "9" * 40}]
)
def test_a_programme_beyond_all_numbers_is_turned_away_beside_its_field(
    huge: dict[str, str], own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    facts_of("acme").add(batch(company()))
    client = signed_in(teammate)
    answered(client, workspace, PAGE, **DAYS)
    page = client.get(PAGE, {**DAYS, "measure": "nps", **huge}).content.decode()
    assert "Ensure this value is less than or equal to" in page
    assert not re.search(r"\b(nan|inf)\b", page)


def test_each_group_has_its_own_curve(own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any):
    facts_of("acme").add(batch(company()))
    page = answered(signed_in(teammate), workspace, PAGE, **DAYS, by="channel")
    assert "The curve of each group" in page
    assert page.count("A straight line: every point goes with as much.") >= 2


def test_without_money_it_says_why_nothing_can_be_told(teammate: User, signed_in: SignedIn, workspace: Any):
    assert "This cannot be told" in answered(signed_in(teammate), workspace, PAGE, **DAYS)


def test_the_curve_is_exported_once_it_is_known(own_home: Path, owner: User, signed_in: SignedIn, workspace: Any):
    facts_of("acme").add(batch(company()))
    client = signed_in(owner)
    assert client.get(PAGE + "export/", {**DAYS, "format": "csv"}).status_code == 404
    assert "money/export/" in answered(client, workspace, PAGE, **DAYS)
    response = client.get(PAGE + "export/", {**DAYS, "format": "csv"})
    lines = list(csv.DictReader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines()))
    (point,) = (line for line in lines if line["what"] == "point" and not line["of"])
    assert float(point["value"]) == pytest.approx(20, abs=0.01)
    assert float(point["value_low"]) <= 20.01
    assert [line["what"] for line in lines].count("score") > 3
