"""The overview of a company: without facts, and with some that changed and some that did not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from auricle.model.entities import entity
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/overview/"
FIRST = datetime(2024, 1, 1, 12, tzinfo=UTC)


def told(entities: dict[str, list[dict[str, Any]]]) -> None:
    facts_of("acme").add({name: pa.Table.from_pylist(r, schema=entity(name).schema) for name, r in entities.items()})


def answers(first_day: int, days: int, scores: list[int], start: int = 0) -> list[dict[str, Any]]:
    """NPS answers spread evenly over days that are counted from 1 January 2024, every other one on the web."""
    return [
        {"answer": f"a{start + i}", "feedback": f"f{start + i}", "customer": f"c{start + i}", "kind": "nps",
         "question": "recommend", "scale": "0-10", "polarity": 1, "score": float(score),
         "channel": ("app", "web")[i % 2],
         "at": FIRST + timedelta(days=first_day + i * (days - 1) // max(len(scores) - 1, 1))}
        for i, score in enumerate(scores)
    ]  # fmt: skip


@pytest.fixture
def improved(own_home: Path) -> None:
    """Two years; in the second half as many people answer, and far more of them would recommend us."""
    before, after = [2, 2, 6, 6, 9, 9, 10, 10] * 50, [9, 9, 9, 9, 10, 10, 6, 6] * 25
    told({"answers": [*answers(0, 366, before), *answers(366, 365, after, start=1000)]})


def test_a_stranger_does_not_learn_that_the_page_is_there(stranger: User, workspace: Any, signed_in: SignedIn):
    for path in ("", "changes/", "coverage/"):
        assert signed_in(stranger).get(PAGE + path).status_code == 404


def test_without_facts_it_says_what_will_be_here_and_the_next_step(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(PAGE).content.decode()
    assert "Nothing has come in yet" in page
    assert "/w/acme/imports/" in page


def test_a_viewer_without_facts_is_not_sent_where_they_may_not_go(teammate: User, signed_in: SignedIn):
    assert "/w/acme/imports/" not in signed_in(teammate).get(PAGE).content.decode()


@pytest.mark.usefixtures("improved")
def test_the_headline_is_the_clear_change(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(PAGE).content.decode()
    assert "<h1>Net Promoter Score rose by 50.0 points</h1>" in page
    assert "compared with the same days a year before" in page


@pytest.mark.usefixtures("improved")
def test_a_score_leads_to_what_drives_it_and_what_it_is_worth(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(PAGE).content.decode()
    for analysis in ("movement", "drivers", "money"):
        assert re.search(rf'href="/w/acme/understanding/{analysis}/\?[^"]*measure=nps', page), analysis


@pytest.mark.usefixtures("improved")
def test_a_score_that_rose_while_its_base_shrank_is_warned_about(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(PAGE).content.decode()
    assert "It got better while fewer were heard: n is 200, 50% less than 400 before." in page


@pytest.mark.usefixtures("own_home")
def test_a_rise_that_comes_from_the_unhappy_being_gone_is_taken_apart(owner: User, signed_in: SignedIn):
    """400 answered, 200 of them promoters and 200 detractors: 0. The promoters stay as they are: 100."""
    asked = answers(5, 355, [10, 2] * 200)
    again = [{**row, "answer": f"again{i}", "at": row["at"] + timedelta(days=366)}
             for i, row in enumerate(asked) if row["score"] == 10]  # fmt: skip
    visits = [{"interaction": f"i{day}", "at": FIRST + timedelta(days=day), "activity": "visit"} for day in (0, 730)]
    told({"answers": [*asked, *again], "interactions": visits})
    client = signed_in(owner)
    assert 'hx-get="/w/acme/overview/why/nps/' in client.get(PAGE).content.decode()
    said = client.get(PAGE + "why/nps/").content.decode()
    assert (
        "Counting each customer once it moved by +100.0 points: 0.0 points from the 200 who answered both times" in said
    )
    assert "+100.0 points because 200 others no longer answered" in said
    assert "It is the unhappy ones who are gone, not happier customers." in said
    assert "It is the unhappy ones who are gone" in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("improved")
def test_all_time_goes_from_the_first_fact_to_the_last(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    address = client.get(PAGE).content.decode().split(">All time</a>")[0].rpartition('href="')[2].split('"')[0]
    page = client.get(address.replace("&amp;", "&")).content.decode()
    assert "1 Jan 2024 to 31 Dec 2025" in page
    assert "n&nbsp;600" in page
    assert "There is nothing to compare yet" in page


def test_measures_are_put_in_order_without_a_mouse(owner: User, own_home: Path, signed_in: SignedIn):
    client, order = signed_in(owner), "/w/acme/overview/measures/order/"
    first, second, *_ = followed = facts_of("acme").settings.overview
    client.post(order, {"measure": second, "do": "up"})
    assert facts_of("acme").settings.overview == (second, first, *followed[2:])
    client.post(order, {"measure": second, "do": "up"})
    client.post(order, {"measure": "nonsense", "do": "down"})
    assert facts_of("acme").settings.overview[:2] == (second, first)
    page = client.get("/w/acme/overview/measures/").content.decode()
    assert f'value="{second}"' in page.split('id="order"')[1].split("</li>")[0]


@pytest.mark.usefixtures("own_home")
def test_noise_is_not_called_a_change(owner: User, signed_in: SignedIn):
    told({"answers": [*answers(0, 366, [2, 9] * 50), *answers(366, 365, [2, 9] * 48 + [9, 9], start=1000)]})
    page = signed_in(owner).get(PAGE).content.decode()
    assert "<h1>No clear change in the measure you follow</h1>" in page
    assert "Nothing changed more than chance would have it." in signed_in(owner).get(PAGE + "changes/").content.decode()


@pytest.mark.usefixtures("improved")
def test_changes_name_where_they_are_and_how_many_were_looked_for(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(PAGE + "changes/").content.decode()
    assert "All together" in page
    assert "Channel app" in page
    assert "3 comparisons were made" in page
    assert "3 are clear" in page


@pytest.mark.usefixtures("improved")
def test_what_was_looked_up_comes_with_the_page_the_next_time(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    assert 'hx-get="/w/acme/overview/changes/' in client.get(PAGE).content.decode()
    client.get(PAGE + "changes/")
    assert 'hx-get="/w/acme/overview/changes/' not in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("improved")
def test_new_facts_make_what_was_remembered_old(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    assert "n&nbsp;200" in client.get(PAGE).content.decode()
    told({"answers": answers(700, 1, [9], start=5000)})
    assert "n&nbsp;201" in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("improved")
def test_a_period_without_facts_is_not_an_empty_workspace(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(PAGE + "?from=2020-01-01&to=2020-03-31").content.decode()
    assert "Nothing came in during this period" in page
    assert "Nothing has come in yet" not in page


@pytest.mark.usefixtures("own_home")
def test_a_measure_that_cannot_be_asked_says_so_and_leaves_the_others_standing(owner: User, signed_in: SignedIn):
    mixed = [{**row, "scale": ("1-5", "1-7")[i % 2], "kind": "ces"} for i, row in enumerate(answers(0, 9, [3] * 20))]
    told({"answers": [*mixed, *answers(0, 9, [9, 2] * 10, start=100)]})
    page = signed_in(owner).get(PAGE).content.decode()
    assert "would pool answers on different scales" in page
    assert "Net Promoter Score" in page


@pytest.mark.usefixtures("improved")
def test_money_beside_a_score_is_by_customer_and_called_an_association(owner: User, signed_in: SignedIn):
    at = FIRST + timedelta(days=400)
    spent = {1000: 300, 1001: 100, 1006: 50}
    orders = [{"order": f"o{c}", "customer": f"c{c}", "at": at, "amount": Decimal(v)} for c, v in spent.items()]
    told({"orders": orders})
    page = signed_in(owner).get(PAGE + "worth/nps/").content.decode()
    assert "Promoters</dt><dd>CNY 2.67" in page  # 400 among 150
    assert "Detractors</dt><dd>CNY 1.00" in page  # 50 among 50
    assert "Promoters against detractors: no clear difference, +CNY 1.67" in page
    assert "not a cause" in page


def test_money_of_a_measure_that_is_none_is_not_found(owner: User, signed_in: SignedIn):
    assert signed_in(owner).get(PAGE + "worth/nonsense/").status_code == 404


@pytest.mark.usefixtures("improved")
def test_a_measure_of_which_there_is_nothing_says_so_once_and_leads_nowhere(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    client.post("/w/acme/overview/measures/order/", {"measure": "csat", "do": "up"})
    page = client.get(PAGE).content.decode()
    card = page[page.index('id="card-csat"') :].partition("</article>")[0]
    assert card.count("There is nothing to show in this period.") == 1
    assert "Why it moved" not in card
    assert "too few whole ones" not in card
    assert page.index('id="card-nps"') < page.index('id="card-csat"'), "what there is to see comes first"
