"""Dashboards: whose they are, how they are put together, and that nothing is lost by a click."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from auricle.web.overview import actions
from auricle.web.overview.models import Dashboard, Tile
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import AuditEntry, Membership, User, Workspace

SignedIn = Callable[[User | None], Client]
LIST = "/w/acme/overview/dashboards/"
TILE = {"measure": "nps", "picture": "trend", "by": "", "where": ""}


@pytest.fixture
def dashboard(workspace: Workspace, owner: User) -> Dashboard:
    """The owner's own, with three measures."""
    made = actions.make_dashboard(workspace, owner, "Delivery", is_shared=False)
    for name in ("nps", "csat", "orders"):
        actions.add_tile(made, measure=name, picture="trend")
    return made


def order_of(dashboard: Dashboard) -> list[str]:
    return [tile.measure for tile in Tile.objects.of(dashboard.workspace).filter(dashboard=dashboard)]


def analyst(workspace: Workspace) -> User:
    user = User.objects.create_user("analyst@example.com", "correct horse battery")
    Membership.objects.create(user=user, workspace=workspace, role="analyst")
    return user


def test_a_stranger_finds_no_dashboard(stranger: User, dashboard: Dashboard, signed_in: SignedIn):
    for path in (LIST, f"{LIST}{dashboard.pk}/", f"{LIST}{dashboard.pk}/arrange/"):
        assert signed_in(stranger).get(path).status_code == 404


def test_a_private_dashboard_is_its_owners_alone(dashboard: Dashboard, teammate: User, signed_in: SignedIn):
    other = analyst(dashboard.workspace)
    for person in (teammate, other):
        assert "Delivery" not in signed_in(person).get(LIST).content.decode()
        assert signed_in(person).get(f"{LIST}{dashboard.pk}/").status_code == 404
    assert signed_in(other).post(f"{LIST}{dashboard.pk}/delete/").status_code == 404
    tile = Tile.objects.of(dashboard.workspace).first()
    assert tile is not None
    assert signed_in(other).post(f"{LIST}tiles/{tile.pk}/", {"do": "remove"}).status_code == 404


def test_a_shared_one_is_seen_by_viewers_who_may_not_change_it(
    dashboard: Dashboard, owner: User, teammate: User, signed_in: SignedIn
):
    signed_in(owner).post(f"{LIST}{dashboard.pk}/arrange/", {"title": "Delivery west", "is_shared": "on"})
    page = signed_in(teammate).get(f"{LIST}{dashboard.pk}/").content.decode()
    assert "<h1>Delivery west</h1>" in page
    assert "Arrange" not in page
    assert signed_in(teammate).post(f"{LIST}{dashboard.pk}/add/", TILE).status_code == 403
    assert signed_in(teammate).post(f"{LIST}make/", {"title": "Mine"}).status_code == 403


def test_one_makes_a_dashboard_and_puts_measures_on_it(owner: User, signed_in: SignedIn, workspace: Workspace):
    client = signed_in(owner)
    page = client.post(f"{LIST}make/", {"title": "West"}, follow=True)
    made = Dashboard.objects.of(workspace).get(title="West")
    assert page.redirect_chain[-1][0].startswith(f"{LIST}{made.pk}/arrange/")
    client.post(f"{LIST}{made.pk}/add/", {**TILE, "where": "channel = 'web'", "is_wide": "on"})
    client.post(f"{LIST}{made.pk}/add/", {**TILE, "measure": "revenue", "picture": "groups", "by": "region"})
    assert order_of(made) == ["nps", "revenue"]
    shown = client.get(f"{LIST}{made.pk}/").content.decode()
    assert "channel = &#x27;web&#x27;" in shown
    assert AuditEntry.objects.of(workspace).filter(verb="made dashboard", subject="West").exists()


@pytest.mark.parametrize(
    ("tile", "said"),
    [
        ({"where": "chanel = 'web'"}, "This cannot be asked"),
        ({"picture": "groups"}, "Choose what to put beside each other."),
        ({"measure": "happiness"}, "Select a valid choice"),
    ],
)
def test_a_tile_without_an_answer_is_refused_and_what_was_typed_stays(
    tile: dict[str, str], said: str, dashboard: Dashboard, owner: User, signed_in: SignedIn
):
    answer = signed_in(owner).post(f"{LIST}{dashboard.pk}/add/", {**TILE, "where": "channel = 'shop'", **tile})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert tile.get("where", "channel = 'shop'").replace("'", "&#x27;") in answer.content.decode()
    assert order_of(dashboard) == ["nps", "csat", "orders"]


def test_tiles_move_one_step_and_stay_at_the_edge(dashboard: Dashboard, owner: User, signed_in: SignedIn):
    client, last = signed_in(owner), Tile.objects.of(dashboard.workspace).get(measure="orders")

    def after(do: str) -> list[str]:
        client.post(f"{LIST}tiles/{last.pk}/", {"do": do})
        return order_of(dashboard)

    assert after("down") == ["nps", "csat", "orders"]
    assert after("up") == ["nps", "orders", "csat"]
    assert after("up") == ["orders", "nps", "csat"]
    assert after("up") == ["orders", "nps", "csat"]
    assert after("width") == ["orders", "nps", "csat"]
    assert Tile.objects.of(dashboard.workspace).get(pk=last.pk).is_wide
    assert after("remove") == ["nps", "csat"]


def test_a_deleted_dashboard_can_be_taken_back_as_it_was(dashboard: Dashboard, owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    page = client.post(f"{LIST}{dashboard.pk}/delete/", follow=True).content.decode()
    assert "“Delivery” was put away." in page
    assert "No dashboard yet" in page
    client.post(f"{LIST}{dashboard.pk}/restore/")
    assert "No dashboard yet" not in client.get(LIST).content.decode()
    assert order_of(dashboard) == ["nps", "csat", "orders"]


def test_the_measures_of_the_overview_are_chosen_on_the_page(owner: User, own_home: Path, signed_in: SignedIn):
    client = signed_in(owner)
    client.post("/w/acme/overview/measures/", {"measures": ["revenue", "nps"]})
    assert facts_of("acme").settings.overview == ("revenue", "nps")
    too_many = list(facts_of("acme").measures)[:13]
    assert "Choose at most 12" in client.post("/w/acme/overview/measures/", {"measures": too_many}).content.decode()


def test_a_viewer_may_not_choose_them(teammate: User, signed_in: SignedIn):
    assert signed_in(teammate).get("/w/acme/overview/measures/").status_code == 403


def test_the_rail_marks_the_dashboards_and_not_the_overview_above_them(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(LIST).content.decode()
    marked = set(re.findall(r'<a href="([^"]*)" aria-current="page"', page))
    assert marked == {"/w/acme/overview/dashboards/"}
