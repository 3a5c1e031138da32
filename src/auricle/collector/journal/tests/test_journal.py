"""The journal: what is kept, counted, drained and forgotten."""

from __future__ import annotations

import gzip
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auricle.collector import public
from auricle.collector.journal.journal import Arriving, CannotKeep, Journal
from auricle.collector.journal.met import WINDOW_DAYS, Fate
from auricle.collector.journal.opening import open_journal
from auricle.collector.journal.sqlite import NAME, SQLiteJournal
from auricle.collector.journal.tests.test_runs import met


def arriving(key: str, events: int = 1, workspace: str = "acme", at: datetime | None = None) -> Arriving:
    received_at = int((at or datetime.now(UTC)).timestamp() * 1e6)
    return Arriving(workspace, key, received_at, "segment:batch", "{}", events, b"body")


@pytest.fixture
def key(home: Path) -> str:
    return public.create_key(home, "acme", "site").key.id


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


def test_a_range_is_bounded_by_what_its_bodies_expand_to(
    journal: Journal, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auricle.collector.journal.journal.MOST_BYTES", 10_000)
    large = [
        arriving(key)._replace(body=body) for body in (b"", b"x" * 6_000, gzip.compress(b"x" * 6_000), b"x" * 20_000)
    ]
    journal.append([*large, arriving(key), arriving(key)])
    found = []
    while range_ := journal.intend("acme", 100):
        found.append((range_.first, range_.last))
        journal.finish(range_, {})
    assert found == [(1, 3), (4, 4), (5, 6)]


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


def test_workspaces_are_drained_apart(journal: Journal, key: str, home: Path) -> None:
    other = public.create_key(home, "other", "site").key
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


def test_a_file_that_cannot_grow_keeps_nothing_and_says_so(tmp_path: Path) -> None:
    journal = SQLiteJournal(tmp_path / NAME)
    journal._ask("PRAGMA max_page_count = 1")
    with pytest.raises(CannotKeep, match="full"):
        journal.append([arriving("key")._replace(body=b"x" * 1_000_000)])
    assert journal.latest("acme", 10) == ()
    assert journal.counts("acme") == ()


def test_a_body_that_the_disk_altered_is_known_for_it(tmp_path: Path) -> None:
    journal = SQLiteJournal(tmp_path / NAME)
    journal.append([arriving("key"), arriving("key")])
    journal._ask("UPDATE requests SET body = x'00' WHERE position = 1")
    assert [request.whole for request in journal.latest("acme", 10)] == [True, False]


def test_several_write_at_once_and_a_drain_passes_over_none(journal: Journal, key: str, home: Path) -> None:
    seen: list[int] = []

    def write() -> None:
        with open_journal(home) as own:
            for _ in range(25):
                own.append([arriving(key), arriving(key)])

    writing = [threading.Thread(target=write) for _ in range(3)]
    for each in writing:
        each.start()
    while any(each.is_alive() for each in writing) or journal.waiting():
        if range_ := journal.intend("acme", 10):
            seen += [request.position for request in journal.read(range_)]
            journal.finish(range_, {})
    assert len(seen) == len(set(seen)) == 150
    assert seen == sorted(seen)


def test_a_journal_keeps_its_name_and_has_it_alone(journal: Journal, home: Path, tmp_path: Path) -> None:
    assert open_journal(home).id == journal.id
    assert SQLiteJournal(tmp_path / "other" / NAME).id != journal.id


def test_a_journal_judges_ids_alike_however_often_it_is_asked(journal: Journal) -> None:
    ids = journal.ids("acme")
    first = met(("a", "x"), ("b", "x"), ("a", "x"), ("a", "y"))
    fates = [Fate.FIRST, Fate.FIRST, Fate.DUPLICATE, Fate.CONTRADICTS]
    assert ids.judge(1, 4, first).tolist() == fates
    assert ids.judge(1, 4, first).tolist() == fates
    assert journal.ids("other").judge(5, 5, met(("a", "x"))).tolist() == [Fate.FIRST]
    later = met(("b", "x"), ("a", "z"), ("c", "x"), day=20_000 + WINDOW_DAYS)
    assert ids.judge(5, 7, later).tolist() == [Fate.DUPLICATE, Fate.CONTRADICTS, Fate.FIRST]
    ids.tidy(20_001 + WINDOW_DAYS)
    again = met(("a", "z"), ("c", "x"), day=20_001 + WINDOW_DAYS)
    assert ids.judge(8, 9, again).tolist() == [Fate.FIRST, Fate.DUPLICATE]
