"""The pages of worth and leaving: who sees them, whom they name, what they refuse to claim."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.understanding.leaving import effect_of
from auricle.understanding.tests.test_worth import renewing, shop
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import AuditEntry, Membership, User, Workspace
from auricle.web.platform.roles import Role
from auricle.web.studies.models import Study
from auricle.web.studies.public import forget

SignedIn = Callable[[User | None], Client]
HOME = "/w/acme/worth/"
GROUPS_ONLY = ("pace/", "staying/")
PAGES = ("", "leaving/", "pace/", "staying/", "silent/")


def answered(client: Client, path: str, **query: Any) -> str:
    """A page after its question was worked out, as the browser does by itself."""
    page = client.get(HOME + path, query).content.decode()
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("kind", "asked")}
    client.post("/w/acme/studies/ask/", {name: html.unescape(found[1]) for name, found in fields.items() if found})
    return client.get(HOME + path, query).content.decode()


@pytest.mark.parametrize("path", [*PAGES, "of/C-1/"])
def test_a_stranger_does_not_learn_that_the_page_is_there(
    path: str, stranger: User, workspace: Workspace, signed_in: SignedIn
):
    assert signed_in(stranger).get(HOME + path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_without_facts_it_says_why_it_cannot_tell(path: str, own_home: Path, owner: User, signed_in: SignedIn):
    page = answered(signed_in(owner), path)
    assert re.search(r"This cannot be told|too early to tell|Too few promoters", page)
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)


def test_each_page_says_its_finding_and_names_customers_only_to_who_may_see_them(
    own_home: Path, owner: User, teammate: User, workspace: Workspace, signed_in: SignedIn
):
    facts_of("acme").add(shop())
    said = {
        "": r"<h1>About [\d.]+% of 400 buyers are still active; they are expected to bring CNY [\d,]+ in a year</h1>",
        "leaving/": r"<h1>About \d+ of \d+ active customers will fall silent within 180 days; it goes most with: ",
        "pace/": r"<h1>\d+ of \d+ customers fell silent; what goes most clearly with it: 30 days longer since",
        "staying/": r"<h1>[\d.]+% of buyers buy again in the quarter after their first</h1>",
        "silent/": r"<h1>[\d.]+% of promoters have fallen silent</h1>",
    }
    for path, headline in said.items():
        page = answered(signed_in(owner), path)
        assert re.search(headline, page), (path, re.search("<h1>.*</h1>", page))
        named = "/customers/one/" in page
        assert named == (path not in GROUPS_ONLY), path
        assert "/customers/one/" not in signed_in(teammate).get(HOME + path).content.decode()
        assert not re.search(r"\bnan\b", page, re.IGNORECASE)
    one = Study.objects.of(workspace).get(kind="leaving").answer().most[0]
    part = signed_in(owner).get(f"{HOME}of/{one.customer}/").content.decode()
    assert "Chance of falling silent" in part
    assert signed_in(teammate).get(f"{HOME}of/{one.customer}/").status_code == 403
    forget(workspace)
    assert not Study.objects.of(workspace).exists()
    assert "Nobody has had this worked out yet" in signed_in(owner).get(f"{HOME}of/{one.customer}/").content.decode()


def test_what_they_bring_is_told_by_persona(own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn):
    facts_of("acme").add(shop())
    page = answered(signed_in(owner), "", by="traits.persona")
    assert '<option value="traits.persona" selected>Persona</option>' in page
    assert re.search(r'<th scope="row">planner</th><td class="number">264</td>', page)
    assert re.search(r'<th scope="row">Others, too few apart</th><td class="number">136</td>', page)


def test_an_agent_sees_the_list(own_home: Path, workspace: Workspace, signed_in: SignedIn):
    facts_of("acme").add(shop())
    agent = User.objects.create_user("agent@example.com", "correct horse battery")
    Membership.objects.create(user=agent, workspace=workspace, role=Role.AGENT)
    assert "/customers/one/" in answered(signed_in(agent), "silent/")


def test_who_leaves_is_told_of_a_day_long_past_and_of_all_customers_whatever_the_filter(
    own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    facts_of("acme").add(shop())
    page = answered(signed_in(owner), "leaving/", **{"from": "2024-01-01", "to": "2025-01-31", "segment": "north"})
    assert "customers will fall silent within 180 days" in page
    assert "the filter above does not apply here" in page
    assert re.search(r"of all [\d.]+%, where it had foretold [\d.]+%\.", page)
    early = answered(signed_in(owner), "leaving/", **{"from": "2023-01-01", "to": "2023-12-31"})
    assert "choose a later day or a shorter horizon, or wait" in early


def test_each_page_is_a_file_that_names_customers_only_to_who_may_export_them(
    own_home: Path, owner: User, teammate: User, stranger: User, workspace: Workspace, signed_in: SignedIn
):
    facts_of("acme").add(shop())
    heads = {
        "": ("all", 400), "leaving/": ("all", None), "pace/": (None, 278), "staying/": ("buyers", None),
        "silent/": ("all", None),
    }  # fmt: skip
    for path, (first, n) in heads.items():
        address = f"{path}export/"
        assert signed_in(stranger).get(HOME + address).status_code == 404
        assert signed_in(owner).get(HOME + address).status_code == 404, "there is no file before it is worked out"
        assert f"/w/acme/worth/{address}?format=csv" in answered(signed_in(owner), path)
        lines = downloaded(signed_in(owner), address)
        assert lines[0].get("what") == first
        assert n is None or int(lines[0]["customers"]) == n
        named = [line for line in lines if "C0" in (line.get("customer") or line.get("of") or "")]
        assert bool(named) == (path not in GROUPS_ONLY)
        assert not [
            line
            for line in downloaded(signed_in(teammate), address)
            if "C0" in (line.get("customer") or line.get("of") or "")
        ]
        for ending in ("xlsx", "parquet"):
            assert signed_in(owner).get(HOME + address, {"format": ending}).status_code == 200
    assert AuditEntry.objects.of(workspace).filter(verb="exported numbers").exists()


def test_the_pace_is_told_of_the_day_chosen_for_the_silence_chosen_and_its_file_says_the_same(
    own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    facts_of("acme").add(shop())
    asked = {"from": "2023-01-01", "to": "2025-12-31", "since": "2024-06-30", "days": "120"}
    page = answered(signed_in(owner), "pace/", **asked, segment="north")
    assert "By what was known of them on 30 Jun 2024; silent: no order, visit, contact or word in the last 120" in page
    assert "the filter above does not apply here" in page
    assert 'name="since" value="2024-06-30"' in page
    lines = downloaded(signed_in(owner), "pace/export/", **asked)
    known = {line["known"]: line for line in lines}
    score, order = known["score"], known["days_since_order"]
    assert float(score["high"]) < 1
    assert (score["step"], order["step"], order["since"], order["days"]) == ("1", "30", "2024-06-30", "120")
    told = facts_of("acme").pace("2024-06-30", "2025-12-31", 120)
    alone = effect_of(told, "days_since_order")
    assert alone is not None
    assert float(order["ratio"]) == pytest.approx(alone.ratio**30)
    assert f'since the last order</th><td class="number bad">{float(order["ratio"]):.2f}</td>' in page
    assert f"score a point higher, {float(score['ratio']):.2f} times the pace</h1>" in page


def test_few_who_fell_silent_are_said_to_make_it_a_first_hint(
    own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    facts_of("acme").add(shop())
    span = {"from": "2023-01-01", "to": "2025-12-31"}
    assert "take this as a first hint" in answered(signed_in(owner), "pace/", **span, since="2025-05-31")
    assert "take this as a first hint" not in answered(signed_in(owner), "pace/", **span, since="2024-01-31")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2025-09-30"}, "choose an earlier day or fewer days of silence"),
        ({"since": "2030-01-01"}, "have been watched for 0 days after 2025-12-"),
        ({"since": "2020-01-01"}, "only 0 customers were active by 2020-01-01"),
        ({"since": "0001-01-01"}, "is too far away to count from"),
        ({"since": "soon"}, "Enter a valid date"),
        ({"days": "29"}, "greater than or equal to 30"),
        ({"days": "100000"}, "less than or equal to 36525"),
    ],
)
def test_a_day_or_a_silence_that_tells_nothing_is_refused_in_words(
    asked: dict[str, str], said: str, own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    facts_of("acme").add(shop())
    page = answered(signed_in(owner), "pace/", **asked)
    assert said in html.unescape(page)
    assert signed_in(owner).get(f"{HOME}pace/export/", {**asked, "format": "csv"}).status_code == 404


@pytest.mark.parametrize(
    ("language", "headline"),
    [("zh-hans", r"<h1>\d+ 位客户中有 \d+ 位沉默了；"), ("zh-hant", r"<h1>\d+ 位客戶中有 \d+ 位沉默了；")],
)
def test_the_pace_is_told_in_the_language_of_the_reader(
    language: str, headline: str, own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    facts_of("acme").add(shop())
    owner.language = language
    owner.save()
    page = answered(signed_in(owner), "pace/")
    assert re.search(headline, page), re.search("<h1>.*</h1>", page)


def downloaded(client: Client, address: str, **asked: str) -> list[dict[str, str]]:
    response = client.get(HOME + address, {**asked, "format": "csv"})
    return list(csv.DictReader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines()))


def test_what_the_coming_renewals_leave_is_said_or_that_it_cannot_be_told(
    own_home: Path, owner: User, workspace: Workspace, signed_in: SignedIn
):
    facts_of("acme").add(renewing())
    days = {"from": "2015-01-01", "to": "2022-06-30"}
    page = answered(signed_in(owner), "staying/", **days, by="plan")
    assert re.search(
        r"Of the 1,000 who began in 2015, the coming renewals will leave: 481 · 451 · 425 · 402 · 382", page
    )
    few = answered(signed_in(owner), "staying/", **{"from": "2015-01-01", "to": "2016-06-30"}, by="plan")
    assert "What the coming renewals will leave cannot be told yet" in few
