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

from . import spare
from .journal import Damaged
from .sqlite import NAME, SQLiteJournal

MARK = "journal.damaged"
ASIDE = "journal-damaged-"
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
        told = spare.commits(Path(f"{path}-wal"))
        with SQLiteJournal(path) as journal:
            _tell_dropped(home, told, journal)
            if path.stat().st_size < _CHECKED_BYTES:
                [(said,), *_] = journal.check()
                if said != "ok":
                    raise Damaged(said)
        spare.keep_first_page(path)
    except Damaged as damage:
        mend(home, damage)


def _tell_dropped(home: Path, told: tuple[int, ...], journal: SQLiteJournal) -> None:
    """SQLite goes on without a word where its log cannot be read to its end: what was there is missed here."""
    log_file = Path(f"{home / NAME}-wal")
    if not told or (told[-1] <= (readable := journal.frames()) or spare.commits(log_file)[: len(told)] != told):
        return
    aside = _aside(home)
    shutil.copy2(log_file, aside)
    log.error(
        "the end of the journal's log is damaged: the last %s transactions could not be read again. What they held had "
        "been acknowledged, and is lost. The log is in %s: look to the disk",
        sum(end > readable for end in told), aside,
    )  # fmt: skip


def _aside(home: Path) -> Path:
    """A new folder for what was damaged."""
    made = home / f"{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    made.mkdir()
    return made


def set_aside(home: Path) -> tuple[Path, ...]:
    """The folders of earlier damage that nobody removed yet."""
    return tuple(sorted(home.glob(f"{ASIDE}*")))


def mend(home: Path, damage: Damaged) -> None:
    """Put a new journal in place of the damaged one, with everything that can still be read; say what became of it."""
    path = home / NAME
    aside = _aside(home)
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
    spare.keep_first_page(path)


def _mended(path: Path) -> Path:
    return path.with_name("journal.mended.db")


def _read_out(damaged: Path, path: Path) -> int:
    """Make the new journal beside the old; how many events were lost."""
    unready = path.with_name("journal.unready.db")
    for part in _PARTS:
        Path(f"{unready}{part}").unlink(missing_ok=True)
    if not _is_readable(damaged) and not spare.lend_first_page(path.with_name(spare.NAME), damaged):
        log.error("the first page of the journal is lost, and there is no copy of it: nothing in it can be found")
    with SQLiteJournal(unready) as journal, closing(sqlite3.connect(damaged, isolation_level=None)) as old:
        for table in ("notes", "write_keys", "drains", "counts", "unfinished"):
            journal.put_rows(table, _rows(old, table))
        journal.put_rows("requests", _requests(old))
        lost = journal.count_lost(_last_position(old))
        if not journal.keys():
            log.error("no write key could be read: every client is refused until it has a new one")
    with unready.open("rb") as file:
        os.fsync(file.fileno())
    unready.replace(_mended(path))
    return lost


def _is_readable(damaged: Path) -> bool:
    """Whether the file still says which tables it has."""
    try:
        with closing(sqlite3.connect(damaged)) as old:
            return bool(old.execute("SELECT count(*) FROM sqlite_master WHERE name = 'requests'").fetchone()[0])
    except sqlite3.DatabaseError:
        return False


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
