"""A journal whose file is damaged: what can be read is kept, the file is set aside, and the rest is counted as lost."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .journal import Damaged
from .sqlite import NAME, SQLiteJournal

MARK = "journal.damaged"
_PARTS = ("", "-wal", "-shm")
_TOGETHER = 200
_CHECKED_BYTES = 256 * 1024**2
log = logging.getLogger(__name__)


def report(home: Path) -> None:
    """Ask the collector, who writes the journal, to mend it."""
    (home / MARK).touch()


def is_reported(home: Path) -> bool:
    return (home / MARK).exists()


def sound(home: Path) -> None:
    """Mend the journal of a home if its file is damaged as far as can be seen quickly; before anything is written."""
    path = home / NAME
    try:
        if is_reported(home) or _mended(path).exists():
            raise Damaged("it was reported")
        with SQLiteJournal(path) as journal:
            if path.stat().st_size < _CHECKED_BYTES:
                [(said,), *_] = journal.check()
                if said != "ok":
                    raise Damaged(said)
    except Damaged as damage:
        mend(home, damage)


def mend(home: Path, damage: Damaged) -> None:
    """Put a new journal in place of the damaged one, with everything that can still be read; say what became of it."""
    path = home / NAME
    aside = home / f"journal-damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    aside.mkdir()
    for part in _PARTS:
        if Path(f"{path}{part}").exists():
            shutil.copy2(f"{path}{part}", aside)
    if not _mended(path).exists():  # else it was cut short just before its end
        lost = _read_out(aside / NAME, path)
        log.error(
            "the journal was damaged (%s): %s events could not be read again; all others are kept. "
            "The damaged file is in %s: look to the disk, and remove the folder when you need it no more",
            damage, lost, aside,
        )  # fmt: skip
    for part in _PARTS[1:]:
        Path(f"{path}{part}").unlink(missing_ok=True)
    _mended(path).replace(path)
    (home / MARK).unlink(missing_ok=True)


def _mended(path: Path) -> Path:
    return path.with_name("journal.mended.db")


def _read_out(damaged: Path, path: Path) -> int:
    """Make the new journal beside the old; how many events were lost."""
    unready = path.with_name("journal.unready.db")
    for part in _PARTS:
        Path(f"{unready}{part}").unlink(missing_ok=True)
    with SQLiteJournal(unready) as journal, closing(sqlite3.connect(damaged, isolation_level=None)) as old:
        for table in ("notes", "write_keys", "drains", "counts", "unfinished"):
            journal.put_rows(table, _rows(old, table))
        journal.put_rows("requests", _requests(old))
        lost = journal.count_lost(_last_position(old))
    with unready.open("rb") as file:
        os.fsync(file.fileno())
    unready.replace(_mended(path))
    return lost


def _rows(old: sqlite3.Connection, table: str) -> Iterator[Any]:
    try:
        yield from old.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours
    except sqlite3.DatabaseError as error:
        log.error("the table %s of the damaged journal cannot be read to its end: %s", table, error)


def _requests(old: sqlite3.Connection) -> Iterator[Any]:
    """Every request that can be read: many at a time, and one by one where a page is damaged."""
    position, last = 0, _last_position(old)
    while position < last:
        try:
            found = old.execute(
                "SELECT * FROM requests WHERE position > ? ORDER BY position LIMIT ?", [position, _TOGETHER]
            ).fetchall()
        except sqlite3.DatabaseError:
            found = [row for one in range(position + 1, position + 1 + _TOGETHER) for row in _request(old, one)]
            position += _TOGETHER
        else:
            position = found[-1][0] if found else last
        yield from found


def _request(old: sqlite3.Connection, position: int) -> list[Any]:
    try:
        return old.execute("SELECT * FROM requests WHERE position = ?", [position]).fetchall()
    except sqlite3.DatabaseError:
        return []


def _last_position(old: sqlite3.Connection) -> int:
    """The highest position that was ever given, by whatever still tells it."""
    found = [0]
    for question in (
        "SELECT seq FROM sqlite_sequence WHERE name = 'requests'",
        "SELECT max(position) FROM requests INDEXED BY requests_of_workspace",
        "SELECT max(position) FROM requests",
        "SELECT max(max(done, coalesce(last, 0))) FROM drains",
    ):
        try:
            found += [value for (value,) in old.execute(question) if value]
        except sqlite3.DatabaseError:
            continue
    return max(found)
