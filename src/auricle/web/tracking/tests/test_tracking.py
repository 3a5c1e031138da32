"""Write keys, what came in, live and meaning: the stranger first, then who may what, then what they do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from auricle.collector import public as collector
from auricle.collector.journal.journal import Arriving
from auricle.collector.journal.opening import open_journal
from auricle.model.entities import QUARANTINE
from auricle.model.meaning import FILE
from auricle.query.meaning.check import meaning_of
from auricle.query.meaning.tests.test_stored import events as stored_events
from auricle.web.platform.models import AuditEntry, User, Workspace
from auricle.web.platform.public import facts_of
from auricle.web.tracking.models import Application
from auricle.web.tracking.refusing import REASONS

SignedIn = Callable[[User | None], Client]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_home")]

PAGES = ("", "export/", "live/", "live/arriving/", "meaning/", "meaning/progress/", "keys/")
RULE = {
    "name": "lamps", "event": "Lamp *", "kind": "", "where": "", "touchpoint": "home", "stage": "", "channel": "",
    "activity": "lamp", "outcome": "", "value": "", "duration_seconds": "",
}  # fmt: skip


def arrive(home: Path, key: str, *messages: dict[str, object]) -> None:
    body = json.dumps({"batch": messages, "sentAt": "2026-03-01T09:00:00Z"}).encode()
    received_at = int(datetime.now(UTC).timestamp() * 1e6)
    with open_journal(home) as journal:
        journal.append([Arriving("acme", key, received_at, "segment:batch", "{}", len(messages), body)])


@pytest.fixture
def key(own_home: Path) -> collector.MadeKey:
    return collector.create_key(own_home, "acme", "Shop")


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_and_nobody_reach_nothing(page: str, stranger: User, signed_in: SignedIn) -> None:
    assert signed_in(stranger).get(f"/w/acme/tracking/{page}").status_code == 404
    assert signed_in(None).get(f"/w/acme/tracking/{page}").status_code in (302, 404)


def test_a_stranger_makes_no_key_here(stranger: User, signed_in: SignedIn, own_home: Path) -> None:
    assert signed_in(stranger).post("/w/acme/tracking/keys/make/", {"name": "mine"}).status_code == 404
    assert collector.keys(own_home, "acme") == ()


@pytest.mark.parametrize("page, status", [("", 200), ("live/", 200), ("meaning/", 403), ("keys/", 403)])
def test_a_teammate_sees_events_and_changes_nothing(
    page: str, status: int, teammate: User, signed_in: SignedIn
) -> None:
    assert signed_in(teammate).get(f"/w/acme/tracking/{page}").status_code == status


def test_a_key_is_shown_once_with_lines_to_paste(owner: User, signed_in: SignedIn, own_home: Path) -> None:
    client = signed_in(owner)
    posted = {"name": "Shop", "origins": "https://shop.example/ \n https://www.shop.example", "per_second": "50"}
    answer = client.post("/w/acme/tracking/keys/make/", posted)
    [made] = collector.keys(own_home, "acme")
    assert (made.name, made.origins, made.per_second) == (
        "Shop", ("https://shop.example", "https://www.shop.example"), 50,
    )  # fmt: skip
    page = answer.content.decode()
    secret = re.search(r'class="secret">([^<]+)<', page)[1]
    assert secret.endswith(made.hint)
    assert page.count(secret) >= 10
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get("/w/acme/tracking/keys/").content.decode()
    entry = AuditEntry.objects.across("a test").get(verb="made a write key")
    assert secret not in repr(vars(entry))


@pytest.mark.parametrize("origin", ["shop.example", "https://shop.example/path", "ftp://shop.example", "https://"])
def test_what_is_no_origin_is_said_and_no_key_is_made(
    origin: str, owner: User, signed_in: SignedIn, own_home: Path
) -> None:
    answer = signed_in(owner).post("/w/acme/tracking/keys/make/", {"name": "Shop", "origins": origin})
    assert answer.status_code == 422
    assert "write it like https://shop.example.com" in answer.content.decode()
    assert collector.keys(own_home, "acme") == ()


def test_a_key_is_rotated_with_one_click_and_the_old_one_ends_now_or_after_a_day(
    owner: User, signed_in: SignedIn, own_home: Path, key: collector.MadeKey
) -> None:
    client = signed_in(owner)
    later = client.post(f"/w/acme/tracking/keys/{key.key.id}/rotate/", {"ends": "later"})
    assert "works for a day longer" in later.content.decode()
    hours = [
        (each.ends_at - datetime.now(UTC)).total_seconds() / 3600
        for each in collector.keys(own_home, "acme")
        if each.ends_at
    ]
    assert hours == [pytest.approx(24, abs=0.1)]
    newest = collector.keys(own_home, "acme")[0]
    assert newest.source == key.key.source
    client.post(f"/w/acme/tracking/keys/{newest.id}/rotate/")
    assert sum(each.works(datetime.now(UTC)) for each in collector.keys(own_home, "acme")) == 2
    assert client.post("/w/acme/tracking/keys/0123456789ab/rotate/").status_code == 404


def test_a_revoked_key_has_ended(owner: User, signed_in: SignedIn, own_home: Path, key: collector.MadeKey) -> None:
    signed_in(owner).post(f"/w/acme/tracking/keys/{key.key.id}/revoke/")
    assert not collector.keys(own_home, "acme")[0].works(datetime.now(UTC))
    assert "no longer works" in signed_in(owner).get("/w/acme/tracking/keys/").content.decode()


def test_what_came_in_adds_up_by_day_and_key(
    owner: User, signed_in: SignedIn, own_home: Path, key: collector.MadeKey
) -> None:
    arrive(
        own_home, key.key.id, *({"type": "track", "event": "x", "userId": "u", "messageId": str(n)} for n in range(5))
    )
    today = datetime.now(UTC).date().isoformat()
    with open_journal(own_home) as journal:
        range_ = journal.intend("acme", 100)
        journal.finish(range_, {(key.key.id, today, "stored"): 3, (key.key.id, today, "quarantined:contradicts"): 2})
    arrive(own_home, key.key.id, {"type": "track", "event": "y", "userId": "u"})
    page = signed_in(owner).get("/w/acme/tracking/").content.decode()
    row = re.search(r"<td>Shop</td>(.*?)</tr>", page, re.DOTALL)[1]
    assert re.findall(r">(\d+)<", row) == ["6", "3", "0", "2", "1"]
    assert "source=Shop&amp;reason=contradicts" in page
    exported = signed_in(owner).get("/w/acme/tracking/export/")
    lines = b"".join(exported.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == f'{today},"Shop",6,3,0,2,1'


def test_a_refused_event_is_exported_mended_and_sent_again_once(
    owner: User, teammate: User, signed_in: SignedIn, own_home: Path, key: collector.MadeKey
) -> None:
    raw = json.dumps({"type": "track", "userId": "u", "messageId": "7"})
    row = {
        "row": f"{key.key.source}:1-0", "at": datetime.now(UTC), "source": "Shop", "entity": "interactions",
        "reason": "no_name", "explanation": "a track has no event", "raw": json.dumps(raw), "state": "waiting",
    }  # fmt: skip
    facts_of("acme").add({"quarantine": pa.Table.from_pylist([row], schema=QUARANTINE.schema)})
    client = signed_in(owner)
    exported = b"".join(client.get("/w/acme/imports/quarantine/mend/?source=Shop").streaming_content)
    assert b"messageId" in exported
    mended = exported.replace(b'""messageId""', b'""event"": ""Mended"", ""messageId""')
    for sent in (1, 0):
        answer = client.post(
            "/w/acme/tracking/mended/", {"file": SimpleUploadedFile("mended.csv", mended)}, follow=True
        )
        assert f"{sent} events were sent again" in answer.content.decode()
    [told] = collector.recent(own_home, "acme")
    assert (told.event.name, told.event.id, told.waits) == ("Mended", "7", True)
    assert facts_of("acme").values("quarantine", "state") == ("replayed",)
    wrong = client.post("/w/acme/tracking/mended/", {"file": SimpleUploadedFile("other.csv", b"a,b\n1,2\n")})
    assert wrong.status_code == 422
    assert signed_in(teammate).post("/w/acme/tracking/mended/").status_code == 403


def test_live_says_how_each_event_was_understood_or_why_not(
    owner: User, teammate: User, signed_in: SignedIn, own_home: Path, key: collector.MadeKey
) -> None:
    arrive(
        own_home,
        key.key.id,
        {"type": "track", "event": "Order Completed", "userId": "secret-user", "properties": {"note": "<b>hers</b>"}},
        {"type": "track", "userId": "secret-user"},
        {"type": "track", "event": "Lamp Lit", "userId": "secret-user"},
    )
    page = signed_in(owner).get("/w/acme/tracking/live/").content.decode()
    assert page.index("Lamp Lit") < page.index("Order Completed")
    assert "<strong>order placed</strong>" in page
    assert "touchpoint: checkout" in page
    assert "no rule takes it" in page
    assert "not understood" in page
    assert "&lt;b&gt;hers&lt;/b&gt;" in page
    assert 'hx-trigger="every 3s' in page
    assert "every 3s" not in signed_in(owner).get("/w/acme/tracking/live/?paused=yes").content.decode()
    theirs = signed_in(teammate).get("/w/acme/tracking/live/").content.decode()
    assert "order placed" in theirs
    assert "secret-user" not in theirs
    assert "hers" not in theirs


@pytest.mark.parametrize(("language", "says"), [("zh-hans", "不是 JSON"), ("zh-hant", "不是 JSON"), ("en", "not JSON")])
def test_live_and_quarantine_say_in_the_readers_language_why_an_event_was_refused(
    owner: User, signed_in: SignedIn, own_home: Path, key: collector.MadeKey, language: str, says: str
) -> None:
    lit = {"type": "track", "event": "Lamp Lit", "userId": "u"}  # it can be read, and was put into quarantine
    arrive(own_home, key.key.id, {"type": "track", "userId": "u"}, lit)
    rows = [
        {
            "row": f"{key.key.source}:1-{n}", "at": datetime.now(UTC), "source": "Shop", "entity": "interactions",
            "reason": reason, "explanation": f"in English: {reason}", "raw": '"x"', "state": "waiting",
        }
        for n, reason in enumerate(REASONS)
    ]  # fmt: skip
    facts_of("acme").add({"quarantine": pa.Table.from_pylist(rows, schema=QUARANTINE.schema)})
    User.objects.filter(pk=owner.pk).update(language=language)
    client = signed_in(owner)
    pages = [client.get(f"/w/acme/{page}").content.decode() for page in ("tracking/live/", "imports/quarantine/")]
    assert ">unknown type<" not in pages[1]  # among the reasons to choose from
    for page in pages:
        assert says in page
        assert (("a track has no event" in page) or ("in English" in page)) == (language == "en")


def test_live_is_filtered_by_key(owner: User, signed_in: SignedIn, own_home: Path, key: collector.MadeKey) -> None:
    other = collector.create_key(own_home, "acme", "App")
    arrive(own_home, key.key.id, {"type": "track", "event": "In the shop", "userId": "u"})
    arrive(own_home, other.key.id, {"type": "screen", "name": "In the app", "userId": "u"})
    page = signed_in(owner).get(f"/w/acme/tracking/live/?key={other.key.source}").content.decode()
    assert "In the app" in page
    assert "In the shop" not in page


def test_rules_are_tried_while_they_are_typed_and_kept_when_they_can_be_understood(
    owner: User, signed_in: SignedIn, own_home: Path
) -> None:
    facts_of("acme").add({"interactions": stored_events(("Lamp Lit", "{}"), ("Lamp Lit", "{}"), ("Door Opened", "{}"))})
    client, folder = signed_in(owner), own_home / "workspaces/acme"
    before = client.get("/w/acme/tracking/meaning/").content.decode()
    assert "Rules understand 0 of 3 events of 1 Mar 2026 to 2 Mar 2026" in before
    tried = client.post("/w/acme/tracking/meaning/preview/", {**RULE, "event": "Door Opened"}).content.decode()
    assert re.search(r"lamps</th><td class=\"number\">1</td>", tried)
    assert not (folder / FILE).exists()
    wrong = client.post("/w/acme/tracking/meaning/", {**RULE, "where": "lamp = 1", "then": "keep"})
    assert wrong.status_code == 422
    assert "a rule cannot speak of &#x27;lamp&#x27;" in wrong.content.decode()
    assert not (folder / FILE).exists()
    kept = client.post(
        "/w/acme/tracking/meaning/", {**RULE, "standard": "yes", "value": "=properties.watts", "then": "keep"}
    )
    assert kept.status_code == 302
    [rule] = meaning_of(folder).own
    assert (rule.name, rule.when.events, rule.touchpoint, rule.value) == (
        "lamps",
        ("Lamp *",),
        "home",
        "=properties.watts",
    )


def test_rules_are_moved_added_and_removed_without_being_kept(owner: User, signed_in: SignedIn, own_home: Path) -> None:
    client = signed_in(owner)
    two = {name: [value, value] for name, value in RULE.items()} | {"name": ["first", "second"]}

    def names(then: str) -> list[str]:
        page = client.post("/w/acme/tracking/meaning/", {**two, "then": then}).content.decode()
        return re.findall(r'name="name" value="([^"]*)"', page)

    assert names("down-0") == names("up-1") == ["second", "first"]
    assert names("remove-0") == ["second"]
    assert names("add") == ["first", "second", ""]
    assert names("up-0") == names("up-99") == ["first", "second"]
    assert not (own_home / "workspaces/acme" / FILE).exists()


def test_a_file_broken_by_hand_is_named_by_line_and_is_not_overwritten(
    owner: User, signed_in: SignedIn, own_home: Path
) -> None:
    (own_home / "workspaces/acme" / FILE).write_text("rules:\n- rule: a\n  stagee: b\n")
    answer = signed_in(owner).get("/w/acme/tracking/meaning/")
    assert answer.status_code == 422
    assert "meaning.yaml:3" in answer.content.decode()


def test_kept_rules_are_put_into_place_on_what_is_stored_and_again_changes_nothing(
    owner: User, signed_in: SignedIn, own_home: Path, workspace: Workspace
) -> None:
    facts_of("acme").add({"interactions": stored_events(("Lamp Lit", "{}"), ("Lamp Lit", "{}"), ("Door Opened", "{}"))})
    client = signed_in(owner)
    client.post("/w/acme/tracking/meaning/", {**RULE, "standard": "yes", "then": "keep"})
    for changed in (2, 0):
        client.post("/w/acme/tracking/meaning/apply/")
        run = Application.objects.of(workspace).first()
        assert (run.state, run.changed, run.done_days) == ("done", changed, run.days)
    rows = facts_of("acme").facts("interactions").to_pylist()
    assert [(row["activity"], row["touchpoint"]) for row in rows] == [("lamp", "home")] * 2 + [("Door Opened", None)]
    assert "the meaning of 0 events changed" in client.get("/w/acme/tracking/meaning/").content.decode()
