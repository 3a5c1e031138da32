"""You said, we did: who is told, in which language, once, and what a customer can answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from auricle.query.tests.facts import batch
from auricle.web.cases.models import Case
from auricle.web.cases.public import Opening, open_case
from auricle.web.contacting.models import OptOut
from auricle.web.contacting.reaching import spoken_in
from auricle.web.initiatives.models import CauseKind, Initiative
from auricle.web.integrations.models import Delivery
from auricle.web.platform.facts import close, facts_of, folder_of
from auricle.web.platform.models import User, Workspace
from auricle.web.receipts import actions, public
from auricle.web.receipts.audience import audience
from auricle.web.receipts.models import PublicPage, Receipt, Recipient

SignedIn = Callable[[User | None], Client]
HOME = "/w/acme/receipts/"
NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)


@pytest.fixture(autouse=True)
def address(settings: Any) -> None:
    """What letters link to."""
    settings.PUBLIC_URL = "https://cx.example"


@pytest.fixture
def town(own_home: Path, workspace: Workspace, owner: User) -> Receipt:
    """Ann and Bo complained of late deliveries, Cy had one and said nothing, Di's came in time."""
    people = {"ann": "en", "bo": "zh-Hans", "cy": "zh-TW", "di": "en"}
    rows: dict[str, Any] = {
        "customers": [
            {"customer": name, "email": f"{name}@example.com", "language": language, "consent": True}
            for name, language in people.items()
        ],
        "feedback": [
            {"feedback": f"f-{name}", "at": NOON, "customer": name, "kind": "complaint", "touchpoint": "delivery"}
            for name in ("ann", "bo")
        ],
        "orders": [
            {
                "order": f"o-{name}", "at": NOON, "customer": name, "status": "delivered",
                "promised_at": NOON, "delivered_at": NOON.replace(day=9 if name == "di" else 20),
            }
            for name in people
        ],
    }  # fmt: skip
    facts_of("acme").add(batch(rows))
    initiative = Initiative.objects.create(
        workspace=workspace, name="Slots <b>", measure="csat", starts_on=date(2026, 2, 1), owner=owner
    )
    made = actions.draft(workspace, owner, initiative, FIRST, LAST)
    actions.write(made, {"spoke_where": "kind = 'complaint'", "silent_where": "delivery = 'late'"})
    return made


def letters(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return {row.customer: row.content for row in Delivery.objects.of(workspace)}


def link_in(letter: dict[str, Any]) -> str:
    found = re.search(r"/r/[\w-]+/", letter["text"])
    assert found
    return found[0]


@pytest.mark.parametrize("path", ["", "mine/"])
def test_a_stranger_does_not_learn_that_the_page_is_there(
    path: str, stranger: User, workspace: Workspace, signed_in: SignedIn
):
    assert signed_in(stranger).get(HOME + path).status_code == 404


def test_a_teammate_reads_and_sends_nothing(town: Receipt, teammate: User, signed_in: SignedIn):
    client = signed_in(teammate)
    assert client.get(f"{HOME}{town.pk}/").status_code == 200
    assert client.post(f"{HOME}{town.pk}/send/").status_code == 403
    assert client.post(HOME + "public/", {"on": "yes"}).status_code == 403


def test_those_who_said_it_and_those_concerned_and_silent_are_told_apart(town: Receipt, workspace: Workspace):
    found = audience(workspace, town)
    assert found.spoke == {"ann", "bo"}
    assert found.silent == {"cy"}


def test_a_draft_from_a_theme_begins_with_who_spoke_ill_of_it(town: Receipt, workspace: Workspace, owner: User):
    said = [
        {"mention": f"m-{name}", "feedback": f"f-{name}", "at": NOON, "customer": name, "theme": "delivery",
         "sentiment": sentiment}
        for name, sentiment in (("ann", -0.8), ("bo", 0.9))
    ]  # fmt: skip
    facts_of("acme").add(batch({"mentions": said}))
    initiative = town.initiative
    initiative.cause_kind, initiative.where = CauseKind.THEME, "theme = 'delivery'"
    assert audience(workspace, actions.draft(workspace, owner, initiative, FIRST, LAST)).spoke == {"ann"}
    initiative.where = "unit = 'north'"  # mentions know of no unit: a person has to say
    assert audience(workspace, actions.draft(workspace, owner, initiative, FIRST, LAST)).spoke == set()


def test_behaviour_too_may_have_led_to_it(town: Receipt, workspace: Workspace):
    gave_up = {"interaction": "i-di", "at": NOON, "customer": "di", "activity": "checkout", "outcome": "abandoned"}
    facts_of("acme").add(batch({"interactions": [gave_up]}))
    actions.write(town, {"spoke_entity": "interactions", "spoke_where": "outcome = 'abandoned'"})
    assert audience(workspace, town).spoke == {"di"}


def test_each_is_told_once_in_their_language_and_can_answer(
    town: Receipt, owner: User, workspace: Workspace, signed_in: SignedIn
):
    client = signed_in(owner)
    client.post(f"{HOME}{town.pk}/send/")
    assert actions.tell_waiting() == 3
    assert actions.tell_waiting() == 0
    sent = letters(workspace)
    assert set(sent) == {"ann", "bo", "cy"}
    assert "Some time ago you told us" in sent["ann"]["text"]
    assert sent["bo"]["subject"] == town.texts["zh-hans"]["subject"]
    assert town.texts["zh-hant"]["silent"] in sent["cy"]["text"]
    assert "List-Unsubscribe" in sent["ann"]["headers"]
    reader = Client()
    link = link_in(sent["cy"])
    page = reader.get(link).content.decode()
    assert 'lang="zh-hant"' in page
    assert "Slots &lt;b&gt;" in page
    assert not public.told_to(workspace, "cy")[0].opened  # fetching the page is not reading it
    assert "auricle/receipt.js" in page
    assert reader.post(link, {"seen": "yes"}).status_code == 204
    assert public.told_to(workspace, "cy")[0].opened
    assert "&lt;b&gt;" in reader.post(link, {"helpful": "yes"}).content.decode()
    told = public.told_to(workspace, "cy")
    assert [(each.initiative, each.opened, each.is_helpful) for each in told] == [("Slots <b>", True, True)]
    shown = client.get(f"{HOME}{town.pk}/").content.decode()
    assert "1 / 1" in shown
    assert client.get(f"{HOME}{town.pk}/export/").status_code == 200


def test_who_wants_no_letters_gets_none_and_the_page_says_why(
    town: Receipt, owner: User, workspace: Workspace, signed_in: SignedIn
):
    OptOut.objects.create(workspace=workspace, customer="ann", kind="")
    actions.hand_over(town, owner)
    actions.tell_waiting()
    assert "ann" not in letters(workspace)
    page = signed_in(owner).get(f"{HOME}{town.pk}/").content.decode()
    assert "they do not want to be contacted" in page


def test_no_letter_goes_out_whose_link_leads_nowhere(
    town: Receipt, owner: User, workspace: Workspace, signed_in: SignedIn, settings: Any
):
    settings.PUBLIC_URL = ""
    client = signed_in(owner)
    page = client.post(f"{HOME}{town.pk}/send/", follow=True).content.decode()
    assert "would lead nowhere" in page
    assert "Send it" not in page
    assert not Recipient.objects.of(workspace).exists()


def test_a_worker_that_was_killed_tells_nobody_twice(town: Receipt, owner: User, workspace: Workspace):
    actions.hand_over(town, owner)
    row = Recipient.objects.of(workspace).select_related("workspace", "receipt__initiative").first()
    assert row
    actions.tell(row)
    actions.tell(row)  # as another worker would, that read it before
    assert Delivery.objects.of(workspace).count() == 1
    assert actions.hand_over(town, owner) == 3
    assert Recipient.objects.of(workspace).count() == 3


def test_a_receipt_once_sent_is_sent_no_more_and_written_no_more(
    town: Receipt, owner: User, workspace: Workspace, signed_in: SignedIn
):
    client = signed_in(owner)
    client.post(f"{HOME}{town.pk}/send/")
    assert client.post(f"{HOME}{town.pk}/send/").status_code == 404
    client.post(f"{HOME}{town.pk}/", {"subject_en": "Changed"})
    assert "Changed" not in str(Receipt.objects.of(workspace).get().texts)


def test_the_public_page_is_off_until_switched_on_and_hides_small_numbers(
    town: Receipt, owner: User, workspace: Workspace, signed_in: SignedIn
):
    client = signed_in(owner)
    actions.write(town, {"is_public": True})
    actions.hand_over(town, owner)
    client.post(HOME + "public/", {"on": "yes"})
    address = f"/p/{PublicPage.objects.of(workspace).get().public_id}/"
    page = Client().get(address).content.decode()
    assert "Slots &lt;b&gt;" in page
    assert "had said it" not in page  # two are fewer than five
    Receipt.objects.of(workspace).update(spoke=12)
    settings = folder_of("acme") / "auricle.yaml"
    settings.write_text(settings.read_text().replace("UTC", "Asia/Shanghai"))
    close("acme")
    Receipt.objects.of(workspace).update(sent_at=datetime(2026, 3, 1, 20, tzinfo=UTC))
    page = Client().get(address).content.decode()
    assert "12 customers had said it" in page
    assert "2 Mar 2026" in page, "by the days of the workspace"
    client.post(HOME + "public/", {"on": "no"})
    assert Client().get(address).status_code == 404


def test_colleagues_see_what_became_of_theirs(town: Receipt, owner: User, teammate: User, signed_in: SignedIn):
    assert "Slots &lt;b&gt;" in signed_in(owner).get(HOME + "mine/").content.decode()
    assert "Nothing yet" in signed_in(teammate).get(HOME + "mine/").content.decode()


def test_colleagues_whose_case_led_to_it_are_told_once(
    town: Receipt, owner: User, teammate: User, stranger: User, workspace: Workspace
):
    case = open_case(workspace, Opening("ann", "test:ann"))
    Case.objects.of(workspace).update(owner=teammate)
    Initiative.objects.of(workspace).update(cases=[case.number], made_by=stranger)
    town.refresh_from_db()
    actions.hand_over(town, owner)
    actions.hand_over(town, owner)
    [letter] = [row.content for row in Delivery.objects.of(workspace)]
    assert letter["to"] == teammate.email
    assert "Slots <b>" in letter["subject"]
    assert "https://cx.example/w/acme/receipts/mine/" in letter["text"]


def test_a_wrong_filter_is_said_beside_its_field(town: Receipt, owner: User, signed_in: SignedIn):
    texts = {f"{part}_{language}": "x" for language in town.texts for part in ("subject", "spoke", "silent", "body")}
    given = {"first_day": FIRST, "last_day": LAST, "spoke_where": "nowhere = 1", "silent_entity": "orders", **texts}
    refused = signed_in(owner).post(f"{HOME}{town.pk}/", given)
    assert refused.status_code == 422
    assert "nowhere" in refused.content.decode()


def test_an_erased_person_is_in_no_receipt(town: Receipt, owner: User, workspace: Workspace):
    actions.hand_over(town, owner)
    assert public.forget(workspace, "ann") == 1
    assert not Recipient.objects.of(workspace).filter(customer="ann").exists()


def test_languages_are_read_as_people_write_them():
    assert [spoken_in(text) for text in ("zh-TW", "zh-Hant", "zh-CN", "zh", "fr", None)] == [
        "zh-hant", "zh-hant", "zh-hans", "zh-hans", "en", "en",
    ]  # fmt: skip
