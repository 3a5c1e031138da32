"""The journal: what is kept, counted, drained and forgotten."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auricle.collector import public
from auricle.collector.journal.journal import Arriving, CannotKeep, Journal
from auricle.collector.journal.opening import open_journal
from auricle.collector.journal.sqlite import NAME


def arriving(key: str, events: int = 1, workspace: str = "acme", at: datetime | None = None) -> Arriving:
    received_at = int((at or datetime.now(UTC)).timestamp() * 1e6)
    return Arriving(workspace, key, received_at, "segment:batch", "{}", events, b"body")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return open_journal(tmp_path)


@pytest.fixture
def key(tmp_path: Path) -> str:
    return public.create_key(tmp_path, "acme", "site").key.id


def test_a_range_is_the_same_until_it_is_finished(journal: Journal, key: str) -> None:
    journal.append([arriving(key, 3) for _ in range(5)])
    range_ = journal.intend("acme", 7)
    assert range_ is not None
    assert (range_.first, range_.last, range_.begun) == (1, 3, False)
    journal.append([arriving(key, 3)])
    again = journal.intend("acme", 100)
    assert again is not None
    assert (again.first, again.last, again.begun) == (1, 3, True)
    assert len(journal.read(again)) == 3
    journal.finish(range_, {(key, "2026-01-05", "stored"): 9})
    following = journal.intend("acme", 100)
    assert following is not None
    assert (following.first, following.last) == (4, 6)


def test_counts_add_up_at_every_moment(journal: Journal, key: str) -> None:
    journal.append([arriving(key, 10), arriving(key, 5)])
    [counts] = journal.counts("acme")
    assert (counts.received, counts.waiting) == (15, 15)
    range_ = journal.intend("acme", 10)
    assert range_ is not None
    today = datetime.now(UTC).date().isoformat()
    journal.finish(
        range_, {(key, today, "stored"): 7, (key, today, "duplicate"): 1, (key, today, "quarantined:nobody"): 2}
    )
    [counts] = journal.counts("acme", days=1)
    assert (counts.received, counts.stored, counts.duplicate, counts.waiting) == (15, 7, 1, 5)
    assert counts.quarantined == {"nobody": 2}
    assert counts.is_whole


def test_counts_of_each_day_add_up_to_those_of_all(journal: Journal, key: str) -> None:
    now = datetime.now(UTC)
    journal.append([arriving(key, 4, at=now - timedelta(days=1)), arriving(key, 3, at=now)])
    range_ = journal.intend("acme", 4)
    assert range_ is not None
    eve, today = ((now - timedelta(days=n)).date().isoformat() for n in (1, 0))
    journal.finish(range_, {(key, eve, "stored"): 3, (key, eve, "quarantined:nobody"): 1})
    found = journal.daily("acme", 2)
    assert {day: [(c.received, c.stored, c.waiting) for c in counts] for day, counts in found.items()} == {
        eve: [(4, 3, 0)],
        today: [(3, 0, 3)],
    }
    assert all(counts.is_whole for day in found.values() for counts in day)
    assert list(journal.daily("acme", 1)) == [today]
    assert journal.daily("elsewhere", 2) == {}


def test_workspaces_are_drained_apart(journal: Journal, key: str, tmp_path: Path) -> None:
    other = public.create_key(tmp_path, "other", "site").key
    journal.append([arriving(key), arriving(other.id, workspace="other"), arriving(key)])
    assert sorted(journal.waiting()) == ["acme", "other"]
    range_ = journal.intend("acme", 100)
    assert range_ is not None
    assert [request.workspace for request in journal.read(range_)] == ["acme", "acme"]
    journal.finish(range_, {})
    assert journal.waiting() == ("other",)
    assert [each.key for each in journal.counts("other")] == [other.id]


def test_only_what_is_drained_and_old_is_forgotten_and_no_position_comes_again(journal: Journal, key: str) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=9)
    journal.append([arriving(key, at=long_ago), arriving(key, at=long_ago), arriving(key)])
    a_week_ago = datetime.now(UTC) - timedelta(days=7)
    assert journal.trim("acme", a_week_ago) == 0
    range_ = journal.intend("acme", 100)
    assert range_ is not None
    journal.finish(range_, {})
    assert journal.trim("acme", a_week_ago) == 2
    assert journal.trim("acme", datetime.now(UTC) + timedelta(days=1)) == 1
    journal.append([arriving(key)])
    following = journal.intend("acme", 100)
    assert following is not None
    assert following.first == 4


def test_a_file_that_cannot_be_written_keeps_nothing_and_says_so(journal: Journal, key: str, tmp_path: Path) -> None:
    blocking = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    blocking.execute("PRAGMA max_page_count = 1")
    journal._connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]
    with pytest.raises(CannotKeep, match="full"):
        journal.append([Arriving("acme", key, 1, "segment:batch", "{}", 1, b"x" * 1_000_000)])
    assert journal.latest("acme", 10) == ()
    assert journal.counts("acme") == ()


def test_two_journals_never_have_one_name(tmp_path: Path) -> None:
    one, other = open_journal(tmp_path / "one"), open_journal(tmp_path / "other")
    assert one.id != other.id
    assert open_journal(tmp_path / "one").id == one.id


def test_a_commit_takes_one_sync_however_much_it_holds(journal: Journal, key: str) -> None:
    started = time.perf_counter()
    journal.append([arriving(key) for _ in range(2_000)])
    assert time.perf_counter() - started < 2
    assert journal.counts("acme")[0].received == 2_000
