"""The pages of journeys: who sees them, what they say, what an empty one says."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.understanding.tests.test_journeys import NOON, happened, step
from auricle.web.journeys.models import Design
from auricle.web.journeys.picture import levels, picture
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import AuditEntry, User, Workspace

SignedIn = Callable[[User | None], Client]
HOME = "/w/acme/journeys/"
PAGES = ("", "funnel/", "channels/", "designs/")
DAYS = {"from": "2025-01-01", "to": "2025-12-31"}
WAYS = {
    "ann": ("ask", "buy", "get"),
    "bob": ("ask", "buy", "get"),
    "cy": ("ask", "call"),
    "dee": ("ask", "buy", "call", "buy"),
}


def company(unhappy: str = "call") -> None:
    """Four ways, and twenty answers at each touchpoint, poor ones at one of them."""
    rows = [
        step(100 * place + at, who, 24 * at, name, touchpoint=name, journey=who, channel="web" if at == 0 else "store")
        for place, (who, way) in enumerate(WAYS.items())
        for at, name in enumerate(way)
    ]
    said = [
        {"answer": f"a{name}{k}", "feedback": f"f{name}{k}", "at": NOON, "customer": f"x{k}", "kind": "csat",
         "question": "csat", "scale": "1-5", "polarity": 1, "touchpoint": name,
         "score": 2.0 if name == unhappy and k < 18 else 5.0}
        for name in ("ask", "buy", "call") for k in range(20)
    ]  # fmt: skip
    facts_of("acme").add({"interactions": happened(*rows), **batch({"answers": said})})


def answered(client: Client, path: str, **query: Any) -> str:
    """A page after its question was worked out, as the browser does by itself."""
    page = client.get(HOME + path, {**DAYS, **query}).content.decode()
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("kind", "asked")}
    assert all(fields.values()), "the page does not ask"
    client.post("/w/acme/studies/ask/", {name: html.unescape(found[1]) for name, found in fields.items() if found})
    return client.get(HOME + path, {**DAYS, **query}).content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_does_not_learn_that_the_page_is_there(
    path: str, stranger: User, workspace: Workspace, signed_in: SignedIn
):
    assert signed_in(stranger).get(HOME + path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_without_facts_each_page_says_what_will_be_here(path: str, teammate: User, signed_in: SignedIn):
    page = signed_in(teammate).get(HOME + path).content.decode()
    assert "nan" not in page.lower().replace("tenant", "")
    assert 'class="empty"' in page or "This takes a moment" in page


def test_without_steps_the_map_says_why_it_cannot_be_told(own_home: Path, teammate: User, signed_in: SignedIn):
    page = answered(signed_in(teammate), "")
    assert "This cannot be told" in page
    assert "no interaction in 2025-01-01 to 2025-12-31 has both “customer” and “touchpoint”" in page


def test_the_map_names_the_main_way_and_where_it_hurts(own_home: Path, teammate: User, signed_in: SignedIn):
    company()
    page = answered(signed_in(teammate), "", run="journey")
    assert "<h1>50.0% take the way ask → buy → get; it hurts at call</h1>" in page
    assert "call is scored 90.0 percentage points below the other steps (10.0% against 100.0%)." in page
    assert page.count('<svg class="journey-map') == 2


def test_no_step_is_called_painful_when_none_is_clearly_worse(own_home: Path, teammate: User, signed_in: SignedIn):
    company(unhappy="")
    assert "<h1>50.0% take the way ask → buy → get</h1>" in answered(signed_in(teammate), "", run="journey")


def test_the_slider_fetches_the_map_alone(own_home: Path, teammate: User, signed_in: SignedIn):
    company()
    client = signed_in(teammate)
    answered(client, "", run="journey")
    given = {**DAYS, "run": "journey", "level": "0"}
    part = client.get(HOME, given, headers={"HX-Request": "true", "HX-Target": "map"}).content.decode()
    assert part.lstrip().startswith('<div id="map">')
    assert "The main way is shown: 50.0% of all." in part
    assert "<title>call</title>" not in part
    whole = client.get(HOME, {**given, "level": "2"}, headers={"HX-Target": "map"}).content.decode()
    assert "<title>call</title>" in whole


def test_the_funnel_says_who_is_lost_where(own_home: Path, teammate: User, signed_in: SignedIn):
    company()
    page = answered(signed_in(teammate), "funnel/", run="journey", step="activity", steps=["ask", "buy", "get"])
    assert "<h1>50.0% get from ask to get" in page
    assert "75.0% (30.1% to 95.4%)" in page


@pytest.mark.parametrize("down", [False, True])
def test_numbers_on_the_highest_lines_are_inside_the_drawing(own_home: Path, down: bool):
    company()
    more = [
        step(900 + place, who, place, "ask", touchpoint="ask", journey=who) for place, who in enumerate(("eve",) * 3)
    ]
    facts_of("acme").add({"interactions": happened(*more)})
    found = facts_of("acme").journeys("journey", "touchpoint")
    drawn = picture(found, levels(found)[-1], str, down=down)
    assert any(arrow.move.before == arrow.move.after for arrow in drawn.arrows)
    assert min(arrow.label_y for arrow in drawn.arrows) - 13 >= drawn.top  # 13 px letters
    assert max(arrow.label_y for arrow in drawn.arrows) <= drawn.top + drawn.height


@pytest.mark.parametrize("down", [False, True])
def test_numbers_beside_a_loop_can_be_read(own_home: Path, down: bool):
    rows = [
        step(100 * who + at, f"c{who}", at, name, touchpoint=name, journey=f"c{who}")
        for who in range(3)
        for at, name in enumerate(("ask", "ask", "buy", "buy", "get", "get"))
    ]
    facts_of("acme").add({"interactions": happened(*rows)})
    found = facts_of("acme").journeys("journey", "touchpoint")
    drawn = picture(found, levels(found)[-1], str, down=down)
    assert len(drawn.arrows) == 5
    for one, other in combinations(drawn.arrows, 2):  # 13 px letters, seven of them at most
        assert abs(one.label_y - other.label_y) >= 16 or abs(one.label_x - other.label_x) >= 50


def test_channels_say_what_would_be_lost(own_home: Path, teammate: User, signed_in: SignedIn):
    company()
    page = answered(signed_in(teammate), "channels/", conversion="buy")
    assert "Begun online, ended in person or by phone" in page
    assert "4 conversions (buy) on 2 different ways" in page


def test_a_design_is_made_changed_used_and_removed(
    own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    company()
    client = signed_in(owner)
    given = {
        "name": "Order",
        "run": "journey",
        "step": "activity",
        "stage": ["Buy", "", ""],
        "stop": ["ask", "buy", "get"],
    }
    made = client.post(HOME + "designs/new/", given)
    design = Design.objects.of(workspace).get()
    assert made["Location"].startswith(f"{HOME}designs/{design.pk}/")
    assert design.stops[0] == {"stage": "Buy", "step": "ask"}
    page = answered(client, f"designs/{design.pk}/")
    assert "<h1>50.0% go exactly as designed; get is skipped most often, by 50.0%</h1>" in page
    assert '<th scope="row">buy, again</th>' in page
    assert "is one stay" not in page
    client.post(f"{HOME}designs/{design.pk}/edit/", {**given, "name": "Orders"})
    assert Design.objects.of(workspace).get().name == "Orders"
    client.post(f"{HOME}designs/{design.pk}/remove/")
    assert not Design.objects.of(workspace).exists()
    verbs = set(AuditEntry.objects.of(workspace).values_list("verb", flat=True))
    assert {"designed a journey", "removed a designed journey"} <= verbs


def test_steps_of_a_design_are_written_by_the_titles_that_pages_show(
    own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    titles = "activity:\n  ask: {en: 提問 Ask us}\n  buy: {en: Handed over}\n  get: {en: Handed over}\n"
    (facts_of("acme").folder / "labels.yaml").write_text(titles, "utf-8")
    company()
    given = {"name": "Order", "run": "journey", "step": "activity", "stage": ["", ""], "stop": ["提問 ASK us", "buy"]}
    client = signed_in(owner)
    client.post(HOME + "designs/new/", given)
    design = Design.objects.of(workspace).get()
    assert [stop["step"] for stop in design.stops] == ["ask", "buy"]
    page = client.get(f"{HOME}designs/{design.pk}/edit/").content.decode()
    assert 'name="stop" value="提問 Ask us"' in page
    assert 'name="stop" value="buy"' in page  # two steps share its title
    client.post(f"{HOME}designs/{design.pk}/edit/", {**given, "step": "no such"})
    assert Design.objects.of(workspace).get().stops == design.stops


def test_a_design_without_steps_is_refused_and_a_teammate_may_not_design(
    own_home: Path, owner: User, teammate: User, signed_in: SignedIn
):
    given = {"name": "Order", "run": "journey", "step": "activity", "stage": [""], "stop": [""]}
    refused = signed_in(owner).post(HOME + "designs/new/", given)
    assert refused.status_code == 422
    assert "A designed journey needs at least one step." in refused.content.decode()
    assert signed_in(teammate).post(HOME + "designs/new/", given).status_code == 403
