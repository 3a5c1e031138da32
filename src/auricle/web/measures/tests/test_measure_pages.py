"""The catalogue and the page of a measure, for those who may see it and those who may not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.web.measures.naming import dimension_title, value_title
from auricle.web.measures.tests.conftest import HOSTILE
from auricle.web.platform.models import AuditEntry, User, Workspace
from auricle.web.platform.public import facts_of

SignedIn = Callable[[User | None], Client]
ROOM = "/w/acme/measures/"
NPS = f"{ROOM}nps/"


def read(client: Client, path: str, status: int = 200, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == status
    return response.content.decode()


def table_of(client: Client, **query: str) -> list[list[str]]:
    """The exported table, line by line."""
    response = client.get(f"{NPS}export/", {"format": "csv", **query})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return [line.replace('"', "").split(",") for line in text.splitlines()]


@pytest.mark.parametrize("path", ["", "nps/", "nps/why/", "nps/rows/", "nps/export/", "nps/rows/export/", "figures/"])
def test_a_stranger_does_not_learn_that_a_page_is_there(path: str, stranger: User, workspace: Any, signed_in: SignedIn):
    assert signed_in(stranger).get(ROOM + path).status_code == 404


@pytest.mark.usefixtures("facts")
def test_every_measure_is_in_the_catalogue_and_every_framework_arranges_it(teammate: User, signed_in: SignedIn):
    client = signed_in(teammate)
    page = read(client, ROOM)
    assert [name for name in facts_of("acme").measures if f"/measures/{name}/" not in page] == []
    for framework, heading in (("heart", "Happiness"), ("rater", "Empathy"), ("best", "Trust"), ("abc", "Affect")):
        assert heading in read(client, ROOM, group=framework)


def test_a_search_finds_by_words_of_any_language(owner: User, signed_in: SignedIn):
    page = read(signed_in(owner), ROOM, q="净推荐")
    assert "/measures/nps/" in page
    assert "/measures/revenue/" not in page
    assert "No measure speaks of that" in read(signed_in(owner), ROOM, q=HOSTILE)


def test_a_measure_there_is_none_of_is_not_found(owner: User, signed_in: SignedIn):
    for path in ("unheard/", "..%2f..%2fetc/", "nps/values/?of=customer"):
        assert signed_in(owner).get(ROOM + path).status_code == 404


@pytest.mark.usefixtures("facts")
def test_numbers_stand_with_their_interval_and_n(teammate: User, signed_in: SignedIn):
    page = read(signed_in(teammate), NPS)
    assert "<h1>Net Promoter Score stands at" in page
    assert "n 85" in page
    figures = read(signed_in(teammate), f"{ROOM}figures/", group="about", shelf="said")
    assert "85" in figures


@pytest.mark.usefixtures("facts")
def test_a_group_below_the_floor_says_so_and_takes_another_with_it(teammate: User, signed_in: SignedIn):
    page = read(signed_in(teammate), NPS, by="touchpoint")
    assert "not shown (protects fewer than 5 people)" in page
    lines = table_of(signed_in(teammate), by="touchpoint")
    hidden = [line[1] for line in lines if line[0] == "not shown"]
    assert "kiosk" in hidden
    assert len(hidden) >= 2


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("where", ["touchpoint = 'kiosk'", "touchpoint <> 'kiosk'", "not touchpoint in ('kiosk')"])
def test_neither_the_small_group_nor_all_others_are_told(where: str, owner: User, signed_in: SignedIn):
    page = read(signed_in(owner), NPS, where=where)
    assert "too few answers to show" in page
    assert "n 82" not in page


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(
    "where",
    [
        "'; drop table answers; --",
        "channel = 'web') or (1 = 1",
        "channel = 'web' -- and",
        "read_csv('/etc/passwd') is not null",
        "channel = (select name from customers)",
        "name = 'x'",
        "x" * 3_000,
    ],
)
def test_a_hostile_filter_is_refused_beside_its_field(where: str, owner: User, signed_in: SignedIn):
    response = signed_in(owner).get(NPS, {"where": where})
    page = response.content.decode()
    if response.status_code == 200:  # a comment is left out and the condition before it holds
        assert "--" in where
    else:
        assert response.status_code == 422
        assert 'id="id_where_error"' in page
    assert facts_count(owner, signed_in) == "85"


def facts_count(owner: User, signed_in: SignedIn) -> str:
    """n of the whole, to see that nothing was lost or added."""
    lines = table_of(signed_in(owner), by="none")
    return f"{float(lines[1][lines[0].index('n')]):.0f}"


@pytest.mark.usefixtures("facts")
def test_nobody_is_singled_out_by_any_name(owner: User, signed_in: SignedIn):
    for where in ("customer = 'c1'", "customer.customer = 'c1'", "at > '2026-01-01T00:00:00+00:00'"):
        assert "would single out one of them" in read(signed_in(owner), NPS, 422, where=where)


@pytest.mark.usefixtures("facts")
def test_a_viewer_cannot_ask_for_one_customer_of_operations_either(teammate: User, analyst: User, signed_in: SignedIn):
    asked = {"where": "customer = 'c1'"}
    assert "would single out" in read(signed_in(teammate), f"{ROOM}orders/", 422, **asked)
    assert "Orders stands at" in read(signed_in(analyst), f"{ROOM}orders/", **asked)


@pytest.mark.usefixtures("facts")
def test_what_customers_and_addresses_say_stays_text(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    for path, query in (
        (NPS, {"by": "touchpoint"}),
        (NPS, {"where": HOSTILE}),
        (NPS, {"by": HOSTILE, "grain": HOSTILE, "against": HOSTILE, "before_from": HOSTILE}),
        (f"{NPS}rows/", {"where": f"touchpoint = '{HOSTILE.replace(chr(39), 2 * chr(39))}'"}),
        (f"{NPS}why/", {"where": f"channel <> '{HOSTILE.replace(chr(39), 2 * chr(39))}'"}),
        (f"{NPS}values/", {"of": "touchpoint"}),
        (ROOM, {"q": HOSTILE, "group": HOSTILE}),
        ("/w/acme/touchpoints/", {"sort": HOSTILE}),
    ):
        assert "<script>alert" not in client.get(path, query).content.decode()


@pytest.mark.usefixtures("facts")
def test_a_breakdown_by_two_has_a_line_for_each_pair_and_one_for_all(owner: User, signed_in: SignedIn):
    lines = table_of(signed_in(owner), by="touchpoint", and_by="channel")
    assert lines[0][:3] == ["row", "touchpoint", "channel"]
    assert lines[-1][0] == "total"
    page = read(signed_in(owner), NPS, by="touchpoint", and_by="channel")
    assert "Touchpoint × Channel" in page


@pytest.mark.usefixtures("facts")
def test_days_to_compare_with_are_said_both_or_neither(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    assert "Say both days, or neither." in read(client, NPS, 422, before_from="2026-01-01")
    wrong = read(client, NPS, 422, before_from="2026-02-01", before_to="2026-01-01")
    assert "These days end before they start" in wrong
    page = read(
        client, NPS, **{"from": "2026-02-01", "to": "2026-02-28"}, before_from="2026-01-01", before_to="2026-01-31"
    )
    assert "compared with 31 days before" in page


@pytest.mark.usefixtures("facts")
def test_the_reason_of_a_number_is_told_in_the_readers_language(owner: User, signed_in: SignedIn):
    page = read(signed_in(owner), f"{NPS}why/")
    assert "When it misleads" in page
    assert "cube_answers" in page
    owner.language = "zh-hant"
    owner.save()
    assert "什麼時候會誤導人" in read(signed_in(owner), f"{NPS}why/")


SHAPES = (
    "churn", "coverage", "contact_complaints", "csat", "first_contact_resolution", "page_load_p75", "repurchase_rate",
)  # fmt: skip


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("name", SHAPES)
def test_measures_of_every_shape_open_with_their_reasons_and_rows(name: str, owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    assert [client.get(f"{ROOM}{name}/{part}").status_code for part in ("", "why/")] == [200, 200]
    assert client.get(f"{ROOM}{name}/rows/").status_code in (200, 403)  # without a row of an opinion there are too few


@pytest.mark.usefixtures("facts")
def test_an_export_is_written_down_and_a_look_is_not(teammate: User, signed_in: SignedIn, workspace: Workspace):
    client = signed_in(teammate)
    client.get(NPS)
    assert not AuditEntry.objects.of(workspace).exists()
    for ending in ("csv", "xlsx", "parquet"):
        assert client.get(f"{NPS}export/", {"format": ending}).status_code == 200
    assert AuditEntry.objects.of(workspace).count() == 3
    assert client.get(f"{NPS}export/", {"format": "exe"}).status_code == 404


def test_why_somebody_was_not_asked_is_said_in_words(workspace: Workspace, own_home: Path):
    assert dimension_title("reason") == "Reason"
    assert value_title(facts_of("acme"), "reason", "no_address", "en") == "no address is known"
