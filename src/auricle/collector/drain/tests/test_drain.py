"""What becomes of events in a store."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import auricle
from auricle.collector import public
from auricle.collector.conftest import WORKSPACE
from auricle.collector.drain.ahead import Ahead
from auricle.collector.drain.drain import Drain
from auricle.collector.journal.journal import Arriving, Counts, Request
from auricle.collector.journal.opening import open_journal
from auricle.identity import read_rules
from auricle.model.entities import INTERACTIONS
from auricle.model.meaning import Meaning
from auricle.query.meaning.arriving import Understanding
from auricle.store.batch import ValueRefused
from auricle.store.store import Appended, Batch
from auricle.workspace import Workspace

Send = Callable[..., Counts]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with auricle.create(tmp_path / "workspaces" / WORKSPACE) as made:
        yield made


@pytest.fixture
def send(tmp_path: Path, workspace: Workspace) -> Iterator[Send]:
    """Sends bodies and drains them; what the counts are then."""
    key = public.create_key(tmp_path, WORKSPACE, "shop").key.id
    with open_journal(tmp_path) as journal:
        drain = Drain(
            WORKSPACE, journal, workspace.store, read_rules(), Understanding(Meaning()), 10**15, workspace.folder
        )

        def send(*events: dict[str, Any] | str, at: datetime | None = None) -> Counts:
            received_at = int(at.timestamp() * 1e6) if at else time.time_ns() // 1_000
            written = [each if isinstance(each, str) else json.dumps(each) for each in events]
            body = f'{{"batch": [{", ".join(written)}]}}'.encode()
            context = json.dumps({"user_agent": "Mozilla/5.0 (iPhone) Mobile Safari/604.1", "country": "DE"})
            journal.append([Arriving(WORKSPACE, key, received_at, "segment:batch", context, len(events), body)])
            while drain.step():
                pass
            [counts] = journal.counts(WORKSPACE)
            assert counts.is_whole
            return counts

        yield send


def track(id_: str, event: str = "Basket Opened", user: str = "u1", **properties: object) -> dict[str, Any]:
    return {"type": "track", "event": event, "userId": user, "messageId": id_, "properties": properties}


class Asked(Understanding):
    """Knows how many events it was asked about each time."""

    def __init__(self) -> None:
        super().__init__(Meaning())
        self.events: list[int] = []

    def understood(self, events: pa.Table) -> pa.Table:
        self.events.append(events.num_rows)
        return super().understood(events)


def test_rules_are_made_ready_before_the_first_event_and_asked_about_nothing_but_events(
    tmp_path: Path, workspace: Workspace
) -> None:
    key, asked = public.create_key(tmp_path, WORKSPACE, "shop").key.id, Asked()
    with open_journal(tmp_path) as journal:
        drain = Drain(WORKSPACE, journal, workspace.store, read_rules(), asked, 10**15, workspace.folder)
        assert asked.events == [0]
        for route, body in (
            ("answers", b"{}"),
            ("segment:track", b"{"),
            ("segment:track", json.dumps(track("1")).encode()),
        ):
            journal.append([Arriving(WORKSPACE, key, time.time_ns() // 1_000, route, "{}", 1, body)])
            drain.step()
        assert asked.events == [0, 1]
        [counts] = journal.counts(WORKSPACE)
        assert (counts.stored, sum(counts.quarantined.values())) == (1, 2)


def test_what_was_begun_and_could_not_be_read_does_not_have_the_rest_understood_twice() -> None:
    asked = Asked()
    ahead = Ahead(read_rules(), asked, 10**15)
    unreadable, readable = (
        Request(place, WORKSPACE, "key", time.time_ns() // 1_000, "segment:track", "{}", 1, body)
        for place, body in enumerate((b"{", json.dumps(track("1")).encode()))
    )
    ahead.begin([unreadable], {})
    ready = ahead.ready([unreadable, readable], {})
    assert ready.fit.meant() is not None
    assert (len(ready.fit.placed), len(ready.unfit), asked.events) == (1, 1, [0, 1])


class Late(Understanding):
    """Understands nothing before it may; whether that was in time."""

    def __init__(self) -> None:
        super().__init__(Meaning())
        self.may = threading.Event()
        self.in_time: list[bool] = []

    def understood(self, events: pa.Table) -> pa.Table:
        if events.num_rows:
            self.in_time.append(self.may.wait(20))
        return super().understood(events)


def test_events_are_there_to_be_judged_before_it_is_known_what_they_mean() -> None:
    late = Late()
    ahead = Ahead(read_rules(), late, 10**15)
    body = json.dumps(track("1")).encode()
    request = Request(1, WORKSPACE, "key", time.time_ns() // 1_000, "segment:track", "{}", 1, body)
    ahead.begin([request], {})
    ready = ahead.ready([request], {})
    late.may.set()
    meant = ready.fit.meant()
    assert meant is not None
    assert (meant.num_rows, late.in_time) == (1, [True])


def test_it_is_known_whether_a_pile_waits_or_only_what_came_meanwhile(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auricle.collector.journal.journal.MOST_BYTES", 1)  # a range is one request
    key = public.create_key(tmp_path, WORKSPACE, "shop").key.id
    with open_journal(tmp_path) as journal:
        understanding = Understanding(Meaning())
        drain = Drain(WORKSPACE, journal, workspace.store, read_rules(), understanding, 10**15, workspace.folder)

        def arrive(*events: int) -> None:
            now, body = time.time_ns() // 1_000, b'{"batch": []}'
            journal.append([Arriving(WORKSPACE, key, now, "segment:batch", "{}", n, body) for n in events])

        arrive(300, 300, 100, 500)
        found = [(drain.step(most), drain.is_piled) for most in (1_000, 1_000, 1_000, 500, 500)]
        assert found == [(300, True), (300, False), (100, True), (500, True), (0, False)]


def test_an_event_becomes_an_interaction_with_all_it_said(send: Send, workspace: Workspace) -> None:
    event = track("m1", items=3) | {"timestamp": "2026-01-05T08:00:00Z", "sentAt": "2026-01-05T08:00:02Z"}
    send(event, at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    [row] = workspace.facts("interactions").to_pylist()
    assert row["at"] == datetime(2026, 1, 5, 8, 59, 58, tzinfo=UTC)
    assert (row["customer"], row["activity"]) == ("u1", "Basket Opened")
    said = json.loads(row["properties"])
    assert (said["items"], said["_source"], said["_country"], said["_device"]) == (3, "shop", "DE", "mobile")
    assert said["_original_timestamp"] == "2026-01-05T08:00:00Z"
    assert said["_sent_at"] == "2026-01-05T08:00:02Z"


def test_who_was_unknown_and_signs_in_takes_along_what_they_did(send: Send, workspace: Workspace) -> None:
    page = {"type": "page", "anonymousId": "a1", "messageId": "m1", "properties": {"path": "/"}}
    send(page)
    send({"type": "identify", "userId": "u1", "anonymousId": "a1", "messageId": "m2", "traits": {"email": "A@b.cd"}})
    send(track("m3"))
    assert [row["customer"] for row in workspace.facts("interactions").to_pylist()] == ["u1", "u1"]
    assert [found.customer for found in workspace.find("a@b.cd")] == ["u1"]


def test_traits_of_an_earlier_word_that_comes_late_do_not_undo_a_later_one(send: Send, workspace: Workspace) -> None:
    def identify(id_: str, when: str, **traits: str) -> dict[str, Any]:
        return {"type": "identify", "userId": "u1", "messageId": id_, "timestamp": when, "traits": traits}

    send(identify("m1", "2026-01-05T08:00:00Z", name="Ann", plan="gold"), at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    send(identify("m2", "2026-01-04T08:00:00Z", name="Anna", city="Bonn"), at=datetime(2026, 1, 5, 10, tzinfo=UTC))
    [row] = workspace.facts("customers").to_pylist()
    assert (row["name"], row["city"]) == ("Ann", "Bonn")
    assert json.loads(row["traits"])["plan"] == "gold"
    assert row["first_seen_at"] == datetime(2026, 1, 4, 8, tzinfo=UTC)


def test_a_group_is_an_account_of_the_person(send: Send, workspace: Workspace) -> None:
    send({"type": "group", "userId": "u1", "groupId": "firm-1", "messageId": "m1", "traits": {"name": "Firm"}})
    [row] = workspace.facts("customers").to_pylist()
    assert (row["name"], json.loads(row["traits"])["account"]) == (None, "firm-1")


def test_what_was_sent_twice_is_there_once_and_what_contradicts_is_explained(send: Send, workspace: Workspace) -> None:
    send(track("m1"), track("m1"))
    counts = send(track("m1"), track("m1", items=2))
    assert (counts.stored, counts.duplicate, counts.quarantined) == (1, 2, {"contradicts": 1})
    assert workspace.count("interactions") == 1
    [row] = workspace.facts("quarantine").to_pylist()
    assert "messageId" in row["explanation"]
    assert json.loads(json.loads(row["raw"])) == track("m1", items=2)


def test_an_id_that_was_forgotten_and_comes_with_another_word_is_not_lost(
    send: Send, workspace: Workspace, tmp_path: Path
) -> None:
    send(track("m1"), at=datetime(2026, 1, 5, tzinfo=UTC))
    counts = send(track("m1", items=2), track("m2"), at=datetime(2026, 3, 5, tzinfo=UTC))
    assert (counts.stored, counts.quarantined) == (2, {"contradicts": 1})
    assert workspace.count("interactions") == 2
    assert workspace.count("quarantine") == 1


def test_a_value_no_store_can_take_does_not_hold_up_the_others(
    send: Send, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = type(workspace.store).append

    def picky(self: object, batch: Batch, *, origin: str = "") -> Appended:
        found = batch.get("interactions")
        if found is not None and any("poison" in text for text in found.column("properties").to_pylist()):
            raise ValueRefused(INTERACTIONS, "it is poison")
        return append(self, batch, origin=origin)  # type: ignore[arg-type]

    monkeypatch.setattr(type(workspace.store), "append", picky)
    counts = send(*(track(f"m{n}", taste="poison" if n in (3, 7) else "sweet") for n in range(10)))
    assert (counts.stored, counts.quarantined) == (8, {"unstorable": 2})
    assert workspace.count("interactions") == 8
    assert {row["reason"] for row in workspace.facts("quarantine").to_pylist()} == {"unstorable"}


def test_a_number_no_machine_holds_is_left_out_and_what_stands_beside_it_is_kept(
    send: Send, workspace: Workspace
) -> None:
    large = '{"type":"track","event":"A","messageId":"m1","properties":{"n":-1e999,"v":"1e999","order_id":"O7"}}'
    deep = large.replace("m1", "m2").replace("-1e999", "[" * 70 + "1e999" + "]" * 70)
    counts = send(large.replace('"messageId"', '"userId":"u1","messageId"'), deep, track("m3"))
    assert (counts.stored, sum(counts.quarantined.values())) == (2, 1)
    [row, _] = workspace.facts("interactions").to_pylist()
    assert {name: json.loads(row["properties"])[name] for name in ("n", "v")} == {"n": None, "v": "1e999"}
    assert "order:O7" in workspace.store.find("identities", pa.array(["order:O7"])).column("identity").to_pylist()


def test_a_store_that_is_busy_is_tried_again_and_nothing_goes_to_quarantine(
    send: Send, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> Appended:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(type(workspace.store), "append", busy)
        with pytest.raises(OSError, match="space"):
            send(track("m1"))
    assert replace(send(track("m2")), key="") == Counts("", received=2, stored=2)
