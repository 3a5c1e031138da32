"""Merging and taking back, erasing for good: who may, what is shown before, and what the log keeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from auricle.web.customers.models import Erasure
from auricle.web.customers.tests.facts import batch, order, page_of
from auricle.web.platform.models import AuditEntry, User, Workspace
from auricle.web.platform.public import facts_of

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("people")]


def holders() -> dict[str, str]:
    return {row["order"]: row["customer"] for row in facts_of("acme").facts("orders").to_pylist()}


def logged() -> str:
    return str(list(AuditEntry.objects.across("the test looks at all").values_list("verb", "subject", "detail")))


def test_strangers_and_viewers_merge_and_erase_nobody(
    stranger: User, teammate: User, colleague: Callable[[str], User], signed_in: SignedIn
):
    before, analyst = holders(), colleague("analyst")
    for person, status in ((stranger, 404), (teammate, 403)):
        client = signed_in(person)
        for part in ("merge/C2/do/", "unmerge/", "export/", "erase/"):
            assert client.post(page_of("C1") + part, {"typed": "C1"}).status_code == status
        for part in ("merge/", "merge/C2/", "erase/"):
            assert client.get(page_of("C1") + part).status_code == status
    assert signed_in(analyst).post(page_of("C1") + "erase/", {"typed": "C1"}).status_code == 403
    assert holders() == before


def test_a_merge_needs_a_post_and_the_token_of_a_page(owner: User, signed_in: SignedIn):
    assert signed_in(owner).get(page_of("C1") + "merge/C2/do/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert strict.post(page_of("C1") + "merge/C2/do/").status_code == 403
    assert strict.post(page_of("C1") + "erase/", {"typed": "C1"}).status_code == 403
    assert facts_of("acme").merges() == ()


def test_two_are_seen_side_by_side_with_what_they_share(owner: User, signed_in: SignedIn):
    twin = {"customer": "C8", "name": "ada <b>lovelace</b>", "email": "ADA@example.com"}
    facts_of("acme").add(batch(customers=[twin]))
    client = signed_in(owner)
    assert page_of("C1") + "merge/C8/" in client.get(page_of("C1") + "merge/").content.decode()
    page = client.get(page_of("C1") + "merge/C8/").content.decode()
    assert "They share: Name, E-mail address" in page
    assert "share nothing" in client.get(page_of("C1") + "merge/C2/").content.decode()


def test_a_merge_is_listed_with_who_did_it_and_taken_back_exactly(owner: User, signed_in: SignedIn):
    client, before = signed_in(owner), holders()
    client.post(page_of("C1") + "merge/C2/do/")
    assert set(holders().values()) == {"C2", *(c for c in before.values() if c not in ("C1", "C2"))}
    assert client.get(page_of("C1"))["Location"] == page_of("C2")
    assert owner.email in client.get("/w/acme/customers/merges/").content.decode()
    client.post(page_of("C1") + "unmerge/")
    assert holders() == before
    assert client.post(page_of("C1") + "unmerge/").status_code == 404
    assert not any(word in logged() for word in ("C1", "C2", "ada@"))


def test_merges_are_listed_a_page_at_a_time(owner: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auricle.web.customers.merge_views.PAGE", 1)
    facts_of("acme").add(batch(customers=[{"customer": "C8", "name": "Ada"}]))
    client = signed_in(owner)
    client.post(page_of("C1") + "merge/C2/do/")
    client.post(page_of("C2") + "merge/C8/do/")
    latest, first = (client.get(f"/w/acme/customers/merges/?page={n}").content.decode() for n in (1, 2))
    assert "2 customers were merged into others" in latest
    assert "Page 1 of 2" in latest
    assert ("Take back the merge of C2" in latest, "Take back the merge of C1" in latest) == (True, False)
    assert "Take back the merge of C1" in first


def test_nobody_is_merged_into_themselves(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    assert client.get(page_of("C1") + "merge/C1/").status_code == 302
    client.post(page_of("C1") + "merge/C1/do/")
    assert facts_of("acme").merges() == ()
    assert client.post(page_of("C1") + "merge/nobody/do/").status_code == 404


def test_what_will_go_is_said_and_nothing_goes_by_a_slip(owner: User, signed_in: SignedIn):
    client = signed_in(owner)
    page = client.get(page_of("C1") + "erase/").content.decode()
    assert "9 rows go" in page
    for typed in ("", "c1", "C2", "C1 C1"):
        assert client.post(page_of("C1") + "erase/", {"typed": typed}).status_code == 422
    assert facts_of("acme").person("C1") == "C1"


def test_whoever_is_erased_is_in_no_table_no_snapshot_and_no_file(
    owner: User, signed_in: SignedIn, own_home: Path, workspace: Workspace
):
    ws, client = facts_of("acme"), signed_in(owner)
    ws.add(batch(orders=[order("o9", "Zq-unheard-of-17")]))
    ws.snapshot()
    client.post(page_of("C1") + "merge/Zq-unheard-of-17/do/")
    client.post(page_of("Zq-unheard-of-17") + "export/")
    answer = client.post(page_of("C1") + "erase/", {"typed": "Zq-unheard-of-17"})
    asked = Erasure.objects.of(workspace).get()
    assert answer["Location"] == f"/w/acme/customers/erasures/{asked.pk}/"
    assert (asked.state, asked.total > 5, asked.note.exists()) == ("done", True, False)
    for name in ("C1", "Zq-unheard-of-17"):
        assert client.get(page_of(name)).status_code == 404
        assert name not in logged()
    found = [path for path in own_home.rglob("*") if path.is_file() and b"Zq-unheard-of-17" in path.read_bytes()]
    assert found == []
    assert "Erased" in client.get(answer["Location"]).content.decode()
    told = [(entry.verb, entry.who) for entry in AuditEntry.objects.of(workspace).order_by("id")]
    assert told[-2:] == [("erased a customer", owner.email), ("asked to erase a customer", owner.email)]


def test_what_is_said_to_go_is_what_goes_with_those_merged_too(owner: User, signed_in: SignedIn, workspace: Workspace):
    client = signed_in(owner)
    client.post(page_of("C1") + "merge/C2/do/")
    said = facts_of("acme").would_erase("C2")
    assert said["customers"] == 2
    assert f"{sum(said.values())} rows go" in client.get(page_of("C2") + "erase/").content.decode()
    client.post(page_of("C2") + "erase/", {"typed": "C2"})
    assert Erasure.objects.of(workspace).get().rows == said


def test_an_erasure_that_stopped_is_started_again(
    owner: User, signed_in: SignedIn, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(owner)
    with monkeypatch.context() as broken:
        broken.setattr(type(facts_of("acme")), "erase", _disk_full)
        client.post(page_of("C1") + "erase/", {"typed": "C1"})
    asked = Erasure.objects.of(workspace).get()
    assert asked.state == "failed"
    assert facts_of("acme").person("C1") == "C1"
    client.post(f"/w/acme/customers/erasures/{asked.pk}/again/")
    asked.refresh_from_db()
    assert (asked.state, asked.note.exists()) == ("done", False)


def _disk_full(*_: object) -> None:
    raise OSError("no space left on device, while writing C1")
