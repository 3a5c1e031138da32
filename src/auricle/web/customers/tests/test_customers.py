"""Finding a customer and their page: the stranger first, then who may not, then what is shown."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from auricle.model.entities import ENTITIES
from auricle.query.timeline import SHOWN
from auricle.web.customers.moments import ICONS
from auricle.web.customers.tests.facts import NOON, ODD, batch, order, page_of
from auricle.web.customers.wording import KINDS
from auricle.web.platform.models import AuditEntry, User
from auricle.web.platform.public import facts_of

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_home")]


@pytest.mark.usefixtures("people")
def test_a_stranger_finds_nobody(stranger: User, signed_in: SignedIn):
    client = signed_in(stranger)
    for answer in (client.get(page_of("C1")), client.post("/w/acme/customers/", {"q": "ada"})):
        assert answer.status_code == 404
        assert b"Lovelace" not in answer.content


@pytest.mark.usefixtures("people")
def test_a_viewer_sees_no_customer_and_an_agent_changes_none(
    teammate: User, colleague: Callable[[str], User], signed_in: SignedIn
):
    viewer, agent = signed_in(teammate), signed_in(colleague("agent"))
    for address in ("/w/acme/customers/", page_of("C1"), page_of("C1") + "earlier/"):
        assert viewer.get(address).status_code == 403
        assert agent.get(address).status_code == 200
    for part in ("export/", "erase/", "merge/C2/do/", "unmerge/"):
        assert agent.post(page_of("C1") + part).status_code == 403
    assert facts_of("acme").person("C1") == "C1"
    assert not AuditEntry.objects.across("the test looks at all").exists()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("text", ["C1", "lovelace", "ADA@example.com", "M7", "member:M7", "o1", "138-0013 8000"])
def test_a_customer_is_found_by_anything_they_are_known_by(text: str, owner: User, signed_in: SignedIn):
    for address in ("/w/acme/customers/", "/w/acme/customers/found/"):
        page = signed_in(owner).post(address, {"q": text}).content.decode()
        assert f'href="{page_of("C1")}"' in page
        assert "<b>Lovelace" not in page


@pytest.mark.usefixtures("people")
def test_nobody_found_says_what_to_try(owner: User, signed_in: SignedIn):
    assert "Nobody is known by that" in signed_in(owner).post("/w/acme/customers/", {"q": "zzz"}).content.decode()


@pytest.mark.usefixtures("people")
def test_one_starts_with_the_unhappy_and_never_with_the_anonymous(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get("/w/acme/customers/").content.decode()
    assert page_of("C1") in page
    assert "Late &lt;script&gt;" in page
    assert "nobody signed this" not in page
    assert page_of("C2") not in page


def test_an_empty_workspace_says_what_comes_here(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get("/w/acme/customers/").content.decode()
    assert "No customer is known yet" in page
    assert "/w/acme/imports/" in page


@pytest.mark.usefixtures("people")
def test_a_person_is_shown_as_counted_and_their_words_as_text(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(page_of("C1")).content.decode()
    assert "EUR 10.00" in page  # the cancelled order is left out
    assert "no, they declined" in page
    assert ">30<" in page  # 50 points issued, 20 redeemed
    assert "Late &lt;script&gt;alert(1)&lt;/script&gt; again" in page
    assert "<script>alert" not in page
    shown = re.findall(r'<h3><time datetime="([\d-]+)"', page)
    assert shown == ["2026-03-09", "2026-03-07", "2026-03-06", "2026-03-05"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("customer", [ODD, "..", "a//b", "~x", "用户 1", "'; drop table orders; --"])
def test_any_text_may_be_an_id(customer: str, owner: User, signed_in: SignedIn):
    facts_of("acme").add(batch(orders=[order("odd", customer)]))
    address = page_of(customer)
    assert "%" not in address
    answer = signed_in(owner).get(address)
    assert answer.status_code == 200
    assert "<b>&" not in answer.content.decode()


def test_nobody_has_no_page(owner: User, signed_in: SignedIn):
    for address in (page_of("nobody"), "/w/acme/customers/one/~!/", "/w/acme/customers/one/~_w/"):
        assert signed_in(owner).get(address).status_code == 404


def test_a_long_life_is_read_stretch_by_stretch(owner: User, signed_in: SignedIn):
    many = [order(f"o{n:05}", "C9", -(n // 3)) for n in range(130)]
    facts_of("acme").add(batch(orders=many, contracts=[{"contract": "k", "customer": "C9", "start_on": NOON.date()}]))
    client, address, seen = signed_in(owner), page_of("C9"), 0
    while address:
        page = client.get(address).content.decode()
        seen += page.count('class="moment ')
        button = re.search(r'hx-get="([^"]*earlier/[^"]*)"', page)
        address = html.unescape(button[1]) if button else ""
    assert seen == 131


@pytest.mark.usefixtures("people")
def test_a_timeline_shows_one_kind_when_asked(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(page_of("C1") + "?kind=points").content.decode()
    assert page.count('class="moment ') == 2
    made_up = signed_in(owner).get(page_of("C1") + "earlier/?before=made-up&kind=nonsense")
    assert made_up.status_code == 200


@pytest.mark.usefixtures("people")
def test_of_whom_nothing_is_known_at_any_time_no_longer_time_is_recommended(owner: User, signed_in: SignedIn):
    facts_of("acme").add(batch(customers=[{"customer": "C9"}]))
    assert (
        "No event, order or answer of theirs has come in yet." in signed_in(owner).get(page_of("C9")).content.decode()
    )
    page = signed_in(owner).get(page_of("C1"), {"from": "2019-01-01", "to": "2019-01-02"}).content.decode()
    assert "Nothing happened in this period." in page


def test_whatever_happens_to_somebody_has_a_name_and_a_sign_in_their_time():
    assert {entity.name for entity in SHOWN} <= set(ICONS)
    assert set(ENTITIES) <= set(KINDS)


def test_a_case_of_somebody_stands_in_their_time_and_is_named_when_they_are_erased(owner: User, signed_in: SignedIn):
    case = {"case_id": "7", "at": NOON, "customer": "C9", "severity": "high", "state": "waiting"}
    facts_of("acme").add(batch(cases=[case], orders=[order("o1", "C9")]))
    client = signed_in(owner)
    page = client.get(page_of("C9")).content.decode()
    assert "Case 7" in page
    assert "waiting for the customer" in page
    assert "Cases" in client.get(page_of("C9") + "erase/").content.decode()


@pytest.mark.usefixtures("people")
def test_an_export_holds_everything_and_leaves_a_line_that_says_nothing_of_them(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    assert client.get(page_of("C1") + "export/").status_code == 405
    answer = client.post(page_of("C1") + "export/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert {"orders.csv", "feedback.csv", "customer.json"} <= set(archive.namelist())
        told = json.loads(archive.read("customer.json"))
    assert [row["order"] for row in told["orders"]] == ["o1", "o2"]
    assert "C1" not in answer["Content-Disposition"]
    entry = AuditEntry.objects.across("the test looks at all").get()
    assert entry.verb == "exported a customer"
    assert not {"C1", "ada@example.com"} & {entry.subject, *map(str, entry.detail.values())}
    assert "exported a customer" in client.get(page_of("C1")).content.decode()
