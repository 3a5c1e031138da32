"""Damage to the journal's file: said, set aside, and survived."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from auricle.collector import public
from auricle.collector.journal import mending
from auricle.collector.journal.journal import Arriving
from auricle.collector.journal.mending import sound
from auricle.collector.journal.sqlite import NAME, SQLiteJournal

BODY = bytes(range(256)) * 40


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A journal of 300 requests of ten kilobytes with two events each, a third of them drained."""
    key = public.create_key(tmp_path, "acme", "site").key.id
    with SQLiteJournal(tmp_path / NAME) as journal:
        journal.append([Arriving("acme", key, 1_767_600_000_000_000, "segment:batch", "{}", 2, BODY)] * 300)
        range_ = journal.intend("acme", 200)
        assert range_
        journal.finish(range_, {(key, "2026-01-05", "stored"): 200})
    assert not (tmp_path / f"{NAME}-wal").exists()
    return tmp_path


def damage(path: Path, start: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(random.Random(1).randbytes(length))


def readable(home: Path) -> int:
    """Requests that can be read whole."""
    with SQLiteJournal(home / NAME) as journal:
        return sum(request.whole for request in journal.latest("acme", 1_000))


def test_a_sound_journal_is_left_alone(filled: Path) -> None:
    before = (filled / NAME).read_bytes()
    sound(filled)
    assert (filled / NAME).read_bytes() == before
    assert mending.set_aside(filled) == ()


@pytest.mark.parametrize("where", ["the last page", "a page in the middle", "many pages", "the first page"])
def test_what_can_be_read_stays_and_the_rest_is_counted(
    filled: Path, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    size = (filled / NAME).stat().st_size
    spots = {"the last page": (size - 8192, 8192), "a page in the middle": (size // 2 // 8192 * 8192, 8192),
             "many pages": (size // 4, size // 4), "the first page": (0, 8192)}  # fmt: skip
    damage(filled / NAME, *spots[where])
    mending.report(filled)
    sound(filled)
    assert "look to the disk" in caplog.text
    [aside] = filled.glob("journal-damaged-*")
    assert (aside / NAME).stat().st_size == size
    if where != "the first page":  # it holds where everything is
        assert readable(filled) >= {"many pages": 140}.get(where, 295)
        [counts] = public.counts(filled, "acme", days=0)
        assert counts.received == 600
        assert counts.stored == 200
        assert counts.is_whole
    with SQLiteJournal(filled / NAME) as journal:
        journal.append([Arriving("acme", "k", 1_767_600_000_000_000, "segment:batch", "{}", 1, b"{}")])
        assert where == "the first page" or journal.latest("acme", 1)[0].position == 301


def test_a_file_that_is_no_journal_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"this is no database, and never was one" * 500)
    sound(tmp_path)
    assert len(list(tmp_path.glob("journal-damaged-*"))) == 1
    assert public.keys(tmp_path, "acme") == ()


def test_with_a_copy_of_the_first_page_everything_behind_it_is_found_again(
    filled: Path, caplog: pytest.LogCaptureFixture
) -> None:
    keys = public.keys(filled, "acme")
    sound(filled)
    with SQLiteJournal(filled / NAME) as journal:  # what came after the copy was made
        id_ = journal.id
        journal.append([Arriving("acme", keys[0].id, 1_767_600_000_000_000, "segment:batch", "{}", 2, BODY)] * 50)
    damage(filled / NAME, 0, 8192)
    sound(filled)
    assert "look to the disk" in caplog.text
    assert "no write key" not in caplog.text
    assert public.keys(filled, "acme") == keys
    assert readable(filled) == 350
    [counts] = public.counts(filled, "acme", days=0)
    assert (counts.received, counts.stored, counts.is_whole) == (700, 200, True)
    with SQLiteJournal(filled / NAME) as journal:
        assert journal.id == id_


def test_without_one_it_is_said_that_the_keys_are_lost(filled: Path, caplog: pytest.LogCaptureFixture) -> None:
    damage(filled / NAME, 0, 8192)
    sound(filled)
    assert "no write key could be read" in caplog.text


def test_a_log_whose_end_is_damaged_loses_its_end_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    key = public.create_key(tmp_path, "acme", "site").key.id
    journal = SQLiteJournal(tmp_path / NAME)
    holding = sqlite3.connect(tmp_path / NAME)  # as a killed process leaves it: the log is there still
    holding.execute("SELECT 1 FROM notes").fetchall()
    for _ in range(10):
        journal.append([Arriving("acme", key, 1_767_600_000_000_000, "segment:batch", "{}", 2, BODY)])
    other = tmp_path / "after"
    other.mkdir()
    for part in ("", "-wal"):
        (other / f"{NAME}{part}").write_bytes((tmp_path / f"{NAME}{part}").read_bytes())
    damage(other / f"{NAME}-wal", (other / f"{NAME}-wal").stat().st_size - 4_000, 4_000)
    sound(other)
    assert "the last 1 transactions" in caplog.text
    assert len(mending.set_aside(other)) == 1
    assert readable(other) == 9
    [counts] = public.counts(other, "acme", days=0)
    assert counts.is_whole
