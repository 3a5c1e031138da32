"""Initiatives and reviews: who may, what was tried, what a proof says, and measures that change nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_proof import SOUTH, START, answers
from auricle.web.cases.models import Cause
from auricle.web.cases.public import Opening, open_case
from auricle.web.initiatives.demo import plant
from auricle.web.initiatives.models import Cadence, Happening, Initiative, Review
from auricle.web.initiatives.public import linked_cases
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import AuditEntry, User, Workspace

SignedIn = Callable[[User | None], Client]
HOME = "/w/acme/initiatives/"
GIVEN = {
    "name": "Delivery slots", "cause_kind": "driver", "cause": "rating_delivery", "cases": "", "hypothesis": "",
    "departments": "Logistics", "measure": "csat_mean", "expected": "0.5", "where": SOUTH, "how": "rest", "group": "",
    "by": "", "starts_on": START, "ends_on": "", "cost": "", "reached": "",
}  # fmt: skip


@pytest.fixture
def shop(own_home: Path) -> None:
    facts_of("acme").add(batch({"answers": answers()}))


def proven(client: Client, pk: int) -> str:
    """An initiative's page after its proof was worked out, as the browser does by itself."""
    page = client.get(f"{HOME}{pk}/").content.decode()
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("kind", "asked")}
    assert all(fields.values()), "the page does not ask"
    client.post("/w/acme/studies/ask/", {name: html.unescape(found[1]) for name, found in fields.items() if found})
    return client.get(f"{HOME}{pk}/").content.decode()


@pytest.mark.parametrize("path", ["", "new/", "reviews/", "export/"])
def test_a_stranger_does_not_learn_that_the_page_is_there(
    path: str, stranger: User, workspace: Workspace, signed_in: SignedIn
):
    assert signed_in(stranger).get(HOME + path).status_code == 404


def test_a_teammate_sees_and_does_not_begin(teammate: User, signed_in: SignedIn):
    client = signed_in(teammate)
    assert "Nothing has been tried yet" in client.get(HOME).content.decode()
    assert client.post(HOME + "new/", GIVEN).status_code == 403
    assert client.post(HOME + "reviews/look/", {"measure": "nps", "every": "month"}).status_code == 403


def test_a_share_is_not_meant_to_move_by_more_than_the_whole(
    owner: User, workspace: Workspace, signed_in: SignedIn, own_home: object
):
    given = {**GIVEN, "measure": "on_time_delivery", "where": "", "how": "past", "expected": "2"}
    assert "5 percentage points are 0.05" in signed_in(owner).post(HOME + "new/", given).content.decode()
    signed_in(owner).post(HOME + "new/", {**given, "expected": "0.02"})
    page = signed_in(owner).get(f"{HOME}{Initiative.objects.of(workspace).get().pk}/").content.decode()
    assert "+2.0 percentage points" in page


def test_an_initiative_is_begun_proven_ended_and_remembered(
    shop: None, owner: User, workspace: Workspace, signed_in: SignedIn
):
    client = signed_in(owner)
    made = client.post(HOME + "new/", {**GIVEN, "owner": str(owner.pk)})
    row = Initiative.objects.of(workspace).get()
    assert made["Location"].startswith(f"{HOME}{row.pk}/")
    page = proven(client, row.pk)
    assert "<h1>Delivery slots: Mean satisfaction rose by " in page
    assert "Before the start no drift between the two sides is clear" in page
    client.post(f"{HOME}{row.pk}/move/", {"state": "ended", "note": "It stays."})
    assert [each.note for each in Happening.objects.of(workspace)] == ["It stays.", ""]
    listed = client.get(HOME).content.decode()
    assert "<h1>Of 1 initiative judged, 1 did what it should and 0 had no clear effect</h1>" in listed
    assert "Nothing like this was tried." in client.get(HOME, {"q": "greeting"}).content.decode()
    assert "rose by" in client.get(HOME, {"q": "logistics"}).content.decode()
    assert b"csat_mean" in b"".join(client.get(HOME + "export/"))
    verbs = set(AuditEntry.objects.of(workspace).values_list("verb", flat=True))
    assert {"kept an initiative", "moved an initiative"} <= verbs


def test_where_nothing_changed_no_effect_is_said_to_be_found(
    shop: None, owner: User, workspace: Workspace, signed_in: SignedIn
):
    client = signed_in(owner)
    east = {"where": "touchpoint = 'east'", "how": "group", "group": "touchpoint = 'north'"}
    client.post(HOME + "new/", {**GIVEN, **east})
    page = proven(client, Initiative.objects.of(workspace).get().pk)
    assert "no effect on Mean satisfaction was found" in page
    assert "would have been seen; a smaller one may be there" in page


def test_a_link_fills_the_form_in_and_says_what_was_tried_before(
    owner: User, workspace: Workspace, signed_in: SignedIn
):
    Initiative.objects.create(
        workspace=workspace, name="Delivery slots in the south", measure="csat", starts_on=date(2025, 1, 1)
    )
    query = {"name": "Delivery slots", "cause_kind": "driver", "cause": "rating_delivery", "measure": "csat"}
    page = signed_in(owner).get(HOME + "new/", query).content.decode()
    assert 'value="Delivery slots"' in page
    assert "Tried before" in page
    assert "Delivery slots in the south" in page


def test_a_pile_of_cases_stays_linked_and_those_that_come_later_are_too(
    shop: None, owner: User, workspace: Workspace, signed_in: SignedIn
):
    client = signed_in(owner)
    client.post("/w/acme/cases/desk/cause/add/", {"name": "Late courier"})
    pile = Cause.objects.of(workspace).get().pk
    open_of(workspace, client, "C-1", pile)
    offered = client.get(HOME).context["piles"][0][2]
    assert f"pile={pile}" in offered
    assert f"pile={pile}" in client.get("/w/acme/cases/figures/").content.decode()
    assert client.get(offered).context["form"].initial["pile"] == str(pile)
    assert client.post(HOME + "new/", {**GIVEN, "owner": str(owner.pk), "pile": str(pile)}).status_code == 302
    open_of(workspace, client, "C-2", pile)
    row = Initiative.objects.of(workspace).get()
    assert [case.customer for case in linked_cases(row)] == ["C-2", "C-1"]
    assert "/w/acme/cases/2/" in client.get(f"{HOME}{row.pk}/").content.decode()


def open_of(workspace: Workspace, client: Client, customer: str, cause: int) -> None:
    opened = open_case(workspace, Opening(customer, f"test:{customer}"))
    client.post(f"/w/acme/cases/{opened.number}/work/", {"owner": "", "severity": "2", "cause": str(cause)})


def test_what_cannot_be_proven_is_refused_beside_its_field(owner: User, workspace: Workspace, signed_in: SignedIn):
    client = signed_in(owner)
    wrong = {"where": "region is like south", "how": "mixture", "cases": "12, x"}
    refused = client.post(HOME + "new/", {**GIVEN, **wrong})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "x is not the number of a case." in page
    assert "Say which groups the mixture is made of." in page
    assert not Initiative.objects.of(workspace).exists()


def test_a_review_freezes_its_numbers_and_a_measure_that_changes_nothing_shows_it(
    shop: None, owner: User, workspace: Workspace, signed_in: SignedIn
):
    client = signed_in(owner)
    client.post(HOME + "reviews/look/", {"measure": "csat_mean", "every": "month"})
    Cadence.objects.of(workspace).update(since=date(2999, 1, 1))
    assert "changes something" not in client.get(HOME + "reviews/").content.decode(), "nothing is due yet"
    Cadence.objects.of(workspace).update(since=date(2025, 1, 1))
    page = client.get(HOME + "reviews/").content.decode()
    assert "<h1>1 measure is looked at and changes nothing</h1>" in page
    assert "7 periods in a row without anything learned and done" in page
    address = HOME + "reviews/csat_mean/2025-07/"
    assert "The numbers are frozen when this is kept." in client.get(address).content.decode()
    client.post(address, {"saw": "", "learned": "Slots help.", "doing": "Offer them everywhere.", "initiative": ""})
    row = Review.objects.of(workspace).get()
    assert row.seen["n"] == 122
    assert row.version == facts_of("acme").version
    assert "Every measure that is looked at changes something" in client.get(HOME + "reviews/").content.decode()
    client.post(address, {"saw": "More.", "learned": "", "doing": "", "initiative": ""})
    assert "1 measure is looked at and changes nothing" in client.get(HOME + "reviews/").content.decode()


def test_the_demo_comes_with_what_it_tried(shop: None, owner: User, workspace: Workspace, signed_in: SignedIn):
    plant(workspace, owner)
    plant(workspace, owner)
    assert Initiative.objects.of(workspace).count() == 4
    assert "Delivery slots" in signed_in(owner).get(HOME).content.decode()
