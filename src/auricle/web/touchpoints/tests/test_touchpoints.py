"""The table of touchpoints: whom it is shown to, what it hides, and how much it claims."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.test import Client

from auricle.model.entities import entity
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User

SignedIn = Callable[[User | None], Client]
PAGE = "/w/acme/touchpoints/"
FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)
SCRIPT = "<script>alert('x')</script>"


def told(scores: dict[str, list[float]]) -> None:
    """NPS answers by touchpoint, and one visit to each of them in the stage ``buy``."""
    answers = [
        {"answer": f"{place}{i}", "feedback": f"{place}{i}", "customer": f"c{i}", "kind": "nps",
         "question": "recommend", "scale": "0-10", "polarity": 1, "score": score, "touchpoint": place,
         "at": FIRST + timedelta(days=i % 90)}
        for place, given in scores.items()
        for i, score in enumerate(given)
    ]  # fmt: skip
    visits = [
        {"interaction": f"i-{place}", "at": FIRST, "activity": "visit", "touchpoint": place, "stage": "buy"}
        for place in scores
    ]
    tables = {"answers": answers, "interactions": visits}
    facts_of("acme").add(
        {name: pa.Table.from_pylist(rows, schema=entity(name).schema) for name, rows in tables.items()}
    )


def page_of(client: Client, **query: str) -> str:
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_does_not_learn_that_the_page_is_there(stranger: User, workspace: Any, signed_in: SignedIn):
    for path in ("", "export/"):
        assert signed_in(stranger).get(PAGE + path).status_code == 404


def test_without_facts_it_says_what_will_be_here(owner: User, teammate: User, signed_in: SignedIn):
    assert "/w/acme/imports/" in page_of(signed_in(owner))
    assert "No touchpoint is known in this period" in page_of(signed_in(teammate))
    assert "/w/acme/imports/" not in page_of(signed_in(teammate))


def test_the_one_that_clearly_hurts_most_is_named_with_its_interval(
    own_home: Path, teammate: User, signed_in: SignedIn
):
    told({"till": [9.0, 10.0] * 150, "delivery": [2.0, 3.0, 9.0] * 100, "web": [9.0, 8.0] * 150})
    page = page_of(signed_in(teammate))
    # A third of the answers, 108.3 points below the others: (100 + 50) / 2 - (-33.3) = 108.3, 36.1 of the whole.
    assert "<h1>We lose 36.1 points of Net Promoter Score at delivery, more than at any other touchpoint</h1>" in page
    assert "If it were like the others, Net Promoter Score would be higher: +36.1 points (" in page
    assert "worse than average" in page


def test_two_that_cannot_be_told_apart_are_both_named(own_home: Path, owner: User, signed_in: SignedIn):
    told({"till": [10.0] * 200, "delivery": [2.0, 9.0] * 50, "web": [3.0, 9.0] * 49})
    assert ", and maybe as much at web</h1>" in page_of(signed_in(owner))


def test_noise_is_blamed_on_nobody(own_home: Path, owner: User, signed_in: SignedIn):
    told({"till": [10.0, 6.0, 8.0] * 10, "delivery": [9.0, 6.0, 7.0, 6.0] * 8})
    assert "No touchpoint clearly pulls Net Promoter Score down" in page_of(signed_in(owner))


def test_a_small_touchpoint_shows_no_score(own_home: Path, owner: User, signed_in: SignedIn):
    told({"till": [9.0] * 40, "web": [8.0] * 30, "kiosk": [1.0] * 3})
    page = page_of(signed_in(owner))
    assert "not shown (protects fewer than 5 people)" in page
    assert "−100" not in page


def test_lines_stand_under_their_stage_and_sort_by_a_column(own_home: Path, owner: User, signed_in: SignedIn):
    told({"alpha": [10.0] * 20, "beta": [2.0, 9.0] * 10, "gamma": [9.0, 9.0, 3.0] * 10})
    client = signed_in(owner)
    assert 'scope="rowgroup">buy<' in page_of(client)
    lines = {sort: page_of(client, sort=sort).split("<tbody>")[1] for sort in ("nps", "-nps")}
    ascending = [lines["nps"].index(f">{name}</th>") for name in ("beta", "gamma", "alpha")]
    descending = [lines["-nps"].index(f">{name}</th>") for name in ("alpha", "gamma", "beta")]
    assert ascending == sorted(ascending)
    assert descending == sorted(descending)


def test_a_cell_opens_the_measure_for_that_touchpoint_whatever_it_is_called(
    own_home: Path, owner: User, signed_in: SignedIn
):
    told({SCRIPT: [10.0, 2.0] * 20, "web": [9.0] * 20})
    client = signed_in(owner)
    page = page_of(client)
    assert "<script>alert" not in page
    address = page.split('class="plain" href="')[1].split('"')[0].replace("&amp;", "&")
    opened = client.get(address)
    assert opened.status_code == 200
    assert b"n 40" in opened.content


def test_all_numbers_leave_as_a_file_that_runs_nothing(own_home: Path, teammate: User, signed_in: SignedIn):
    told({"=1+1": [10.0] * 20, "web": [9.0] * 20})
    response = signed_in(teammate).get(f"{PAGE}export/", {"format": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert '"\'=1+1"' in text
    assert signed_in(teammate).get(f"{PAGE}export/", {"format": "exe"}).status_code == 404


def test_money_of_those_who_were_there_is_shown_and_claims_nothing(own_home: Path, owner: User, signed_in: SignedIn):
    told({"till": [9.0] * 20, "web": [8.0] * 10, "kiosk": [1.0] * 3})
    order = {"order": "o1", "at": FIRST, "customer": "c0", "amount": Decimal(200), "currency": "CNY"}
    facts_of("acme").add({"orders": pa.Table.from_pylist([order], schema=entity("orders").schema)})
    page = page_of(signed_in(owner))
    # 200 among the 20 who spoke of the till, and among the 10 of the web; whoever spoke of both is in both.
    assert page.index("CNY 10.00") < page.index("CNY 20.00")
    assert "It says who comes there, not what the touchpoint brings about." in page
    assert "CNY 66.67" not in page


def test_where_nothing_was_ordered_no_column_of_money_is_made_up(own_home: Path, owner: User, signed_in: SignedIn):
    told({"till": [9.0] * 20, "web": [8.0] * 10})
    assert "Spent by each customer" not in page_of(signed_in(owner))
