"""What drives a score, as a page: who sees it, how it comes about, what it says and what it refuses to claim."""

from __future__ import annotations

import csv
import html
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.understanding.drivers import WhatDrives
from auricle.understanding.gathering import LeftOut
from auricle.understanding.tests.test_drivers import company, followed
from auricle.understanding.wide import Candidate
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User
from auricle.web.studies.models import Study
from auricle.web.understanding.driver_words import Said

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/understanding/drivers/"
DAYS = {"from": "2025-01-01", "to": "2025-12-31", "measure": "nps"}


def answered(client: Client, workspace: Any, page: str = PAGE, **query: str) -> str:
    """The page once its question was worked out, as its form would have it."""
    first = client.get(page, {**DAYS, **query})
    assert first.status_code == 200
    text = first.content.decode()
    fields = {name: html.unescape(text.split(f'name="{name}" value="')[1].split('"')[0]) for name in ("kind", "asked")}
    client.post("/w/acme/studies/ask/", fields)
    return client.get(page, {**DAYS, **query}).content.decode()


def test_a_stranger_does_not_learn_that_the_page_is_there(stranger: User, workspace: Any, signed_in: SignedIn):
    for path in ("", "export/"):
        assert signed_in(stranger).get(PAGE + path, DAYS).status_code == 404


def test_the_page_asks_first_and_then_says_what_goes_with_the_score(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    facts_of("acme").add(batch(company()))
    client = signed_in(teammate)
    assert "Work it out" in client.get(PAGE, DAYS).content.decode()
    assert not Study.objects.of(workspace).exists()
    page = answered(client, workspace, by="channel")
    assert "<h1>“speed” goes with Net Promoter Score more than anything else here: " in page
    assert "“tempo”: says the same as “speed”" in page
    assert "One point more on “speed” goes with +" in page
    assert "nan" not in page


def test_without_answers_it_says_why_nothing_can_be_told(teammate: User, signed_in: SignedIn, workspace: Any):
    assert "nobody answered Net Promoter Score here" in answered(signed_in(teammate), workspace)


def test_a_group_is_drawn_beside_the_whole(own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any):
    facts_of("acme").add(batch(company()))
    client = signed_in(teammate)
    assert "web beside the whole" in answered(client, workspace, by="channel")
    page = client.get(PAGE, {**DAYS, "by": "channel", "group": "app"}).content.decode()
    assert "app beside the whole" in page
    assert "Dots: this group, n 90." in page
    assert "In all: How well it is done" in page
    assert 'group=web#groups">web</a>' in page


def test_in_a_group_what_is_the_same_everywhere_is_not_drawn(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    rows = company()
    for row in rows["answers"]:
        if row["channel"] == "web" and row["question"] == "colour":
            row["score"] = 3.0
    facts_of("acme").add(batch(rows))
    page = answered(signed_in(teammate), workspace, by="channel")
    picture = page.split("web beside the whole")[1].split("<h2")[0]
    assert "1 speed" in picture
    assert "3 colour" not in picture


def test_what_is_left_out_for_one_reason_stands_together_and_seconds_count_by_the_minute(own_home: Path):
    found = facts_of_company()
    rare = [LeftOut(Candidate("operations", name), "rare", 0.0) for name in ("hold_seconds", "wait_seconds")]
    known = LeftOut(Candidate("operations", "order_items"), "rare", 0.43)
    wait = replace(found.drivers[0], candidate=Candidate("operations", "wait_seconds"), is_clear=True)
    said = Said(None, replace(found, left_out=(*rare, known), drivers=(wait,)), "NPS")  # type: ignore[arg-type]
    assert said.left_out == [
        "Seconds on hold, Seconds of waiting: hardly ever given with the others",
        "Items in the order: known for 43.0% of these answers only",
    ]
    assert said.worth(wait).startswith(f"+{60 * wait.slope.value:,.1f} points")
    assert said.what_if.startswith("Seconds of waiting: 60 more go with +")


def facts_of_company() -> WhatDrives:
    facts_of("acme").add(batch(company()))
    return facts_of("acme").drivers("nps", from_="2025-01-01", to="2025-12-31")


def test_what_happened_is_asked_for_apart(own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any):
    facts_of("acme").add(batch(company()))
    assert "nothing is known beside Net Promoter Score" in answered(signed_in(teammate), workspace, of="operations")


def test_one_begins_where_there_is_most_to_gain_and_not_where_it_is_as_good_as_it_gets(own_home: Path, workspace: Any):
    facts_of("acme").add(batch(company()))
    found = facts_of("acme").drivers("nps", from_="2025-01-01", to="2025-12-31")
    strong, weak = (replace(each, is_clear=True) for each in found.drivers[:2])
    assert abs(strong.slope.value) > 2 * abs(weak.slope.value) > 0
    best = int(strong.candidate.scale.split("-")[1])
    done = replace(strong, mean=replace(strong.mean, value=best - 0.01))
    for drivers, first in (((strong, weak), strong), ((done, weak), weak)):
        assert Said(None, replace(found, drivers=drivers), "").first_to_mend == first  # type: ignore[arg-type]


def test_the_drivers_are_exported_once_they_are_known(own_home: Path, owner: User, signed_in: SignedIn, workspace: Any):
    facts_of("acme").add(batch(company()))
    client = signed_in(owner)
    assert client.get(PAGE + "export/", {**DAYS, "format": "csv"}).status_code == 404
    answered(client, workspace)
    response = client.get(PAGE + "export/", {**DAYS, "format": "csv"})
    written = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = [line for line in csv.DictReader(written.splitlines()) if not line["group"]]
    assert [line["driver"] for line in lines] == ["answers:speed", "answers:price", "answers:colour"]
    assert [line["called"] for line in lines] == ["speed", "price", "colour"]  # as they are: nothing has a title here
    assert {line["unit"] for line in lines} == {"points"}
    assert sum(float(line["share"]) for line in lines) == pytest.approx(float(lines[0]["all_explain"]))


def test_what_customers_did_afterwards_is_explained_too(
    own_home: Path, teammate: User, signed_in: SignedIn, workspace: Any
):
    facts_of("acme").add(batch(followed()))
    short = {"to": "2025-02-09", "from": "2025-01-01"}  # 40 days, of which the last 20 are for what came after
    page = answered(signed_in(teammate), workspace, target="spent", **short)
    assert "<h1>“speed” goes with what is spent in the next 20 days more than anything else here: " in page
    assert "with what was spent in the 20 days after it." in page
    assert "One point more on “speed” goes with +" in page
    back = answered(signed_in(teammate), workspace, target="returned", **short)
    assert "<h1>“speed” goes with coming back within 20 days more than anything else here: " in back
    assert "nan" not in page + back
