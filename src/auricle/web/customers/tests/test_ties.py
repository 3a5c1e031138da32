"""Why ids are one person's, on their page: what linked them, taking out, and deciding about whom the rules refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from auricle.identity import Resolver
from auricle.web.customers.tests.facts import page_of
from auricle.web.platform.models import User
from auricle.web.platform.public import facts_of

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("people")]
MAIL, BROWSER = "email:ada@example.com", "anonymous:b-77"


@pytest.fixture
def met(people: None) -> None:
    """C1 is met with an address and a browser, and C2 with the same address."""
    ws = facts_of("acme")
    resolver = Resolver(ws.store, ws.rules)
    sets = [("user:C1", MAIL, BROWSER), ("user:C2", MAIL)]
    resolver.keep(resolver.resolve(sets, [1_770_000_000_000_000, 1_770_000_000_000_001], "site"))


@pytest.mark.usefixtures("met")
def test_a_page_says_what_linked_an_id_and_who_else_it_might_be(owner: User, signed_in: SignedIn):
    page = signed_in(owner).get(page_of("C1")).content.decode()
    assert "linked because it came with User id C1" in page
    assert "E-mail address ada@example.com was met with both." in page
    assert "Each has their own User id, so no rule merges them." in page
    assert page_of("C1") + "apart/C2/" in page
    assert page_of("C2") + "merge/C1/do/" in page
    chinese = signed_in(owner).get(page_of("C1"), headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "ada@example.com。两者各有自己的用户 ID" in chinese


def test_a_thing_that_changed_hands_is_said_to_be_somebody_elses_whether_or_not_it_was_linked(
    people: None, owner: User, signed_in: SignedIn
):
    ws = facts_of("acme")
    resolver = Resolver(ws.store, ws.rules)
    for number, named in enumerate([(BROWSER,), ("user:C1", BROWSER), ("user:C2", BROWSER)]):
        resolver.keep(resolver.resolve([named], [1_770_000_000_000_000 + number], "site"))
    [known] = [known for known in ws.why("C1").identities if known.kind == "anonymous"]
    assert known.is_former
    assert "somebody else’s by now" in signed_in(owner).get(page_of("C1")).content.decode()
    assert "somebody else’s by now" not in signed_in(owner).get(page_of("C2")).content.decode()


@pytest.mark.usefixtures("met")
def test_two_who_are_kept_apart_stay_so_and_it_is_in_the_log(
    stranger: User, teammate: User, owner: User, signed_in: SignedIn
):
    address = page_of("C1") + "apart/C2/"
    assert [signed_in(one).post(address).status_code for one in (stranger, teammate)] == [404, 403]
    assert not facts_of("acme").why("C1").doubts[0].is_decided
    client = signed_in(owner)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert [doubt.is_decided for doubt in facts_of("acme").why("C2").doubts] == [True]
    page = client.get(page_of("C1")).content.decode()
    assert "Somebody decided that they are two people." in page
    assert address not in page
    assert client.post(page_of("C1") + "apart/M7/").status_code == 404


@pytest.mark.usefixtures("met")
def test_an_id_that_is_not_theirs_is_taken_out_and_not_linked_again(owner: User, signed_in: SignedIn):
    ws = facts_of("acme")
    [own] = [known.own for known in ws.why("C1").identities if known.kind == "anonymous"]
    assert signed_in(owner).post(page_of(own) + "unmerge/").status_code == 302
    assert [known.kind for known in ws.why(own).identities] == ["anonymous"]
    resolver = Resolver(ws.store, ws.rules)
    again = resolver.resolve([("user:C1", BROWSER), (BROWSER,)], [1_780_000_000_000_000, 1_780_000_000_000_001], "site")
    assert (again.customers, again.merges) == (["C1", own], ())
