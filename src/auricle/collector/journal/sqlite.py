"""The journal in a file beside the application's: SQLite, a log written ahead, synced before every answer."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec

from auricle.collector.keys import WriteKey

from .journal import (
    Ahead,
    Arriving,
    CannotKeep,
    Counts,
    Damaged,
    Range,
    Request,
    Tally,
    Unfinished,
    counted_by_day,
    first_of,
    in_all,
    received_by_day,
    request_of,
    start_of,
    until_enough,
)
from .runs import Runs

NAME = "journal.db"
PATIENCE_SECONDS = 5.0
_FORM = 2

_TABLES = """
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS write_keys (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, made_at REAL NOT NULL, said TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (
    position INTEGER PRIMARY KEY AUTOINCREMENT, workspace TEXT NOT NULL, key TEXT NOT NULL,
    received_at INTEGER NOT NULL, route TEXT NOT NULL, context TEXT NOT NULL, events INTEGER NOT NULL,
    body BLOB NOT NULL, checksum INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS requests_of_workspace ON requests (workspace, position, key, received_at, events);
CREATE TABLE IF NOT EXISTS drains (
    workspace TEXT PRIMARY KEY, done INTEGER NOT NULL, first INTEGER, last INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (
    key TEXT NOT NULL, day TEXT NOT NULL, fate TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, day, fate)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unfinished (
    workspace TEXT NOT NULL, response TEXT NOT NULL, left_at INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (workspace, response)
) WITHOUT ROWID;
"""
_KEEP = "INSERT INTO requests (workspace, key, received_at, route, context, events, body, checksum) VALUES "
_ROW = "(?, ?, ?, ?, ?, ?, ?, ?)"
_TOGETHER = 32
"""Rows in one statement: for each of them the interpreter is given away and waited for again."""
_COUNT = "INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT (key, day, fate) DO UPDATE SET n = n + excluded.n"
_UNFINISHED = "SELECT response, left_at, body FROM unfinished"
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class SQLiteJournal:
    """One connection to the journal's file; see ``Journal``."""

    def __init__(self, path: Path):
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not os.access(path, os.W_OK):
            # SQLite would open it for reading, and whoever opens it later in this process would share in that.
            raise CannotKeep("its file is read-only")
        with _understood():
            self._connection = sqlite3.connect(
                path, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA secure_delete = ON")
            if self._connection.execute("PRAGMA user_version").fetchone()[0] != _FORM:
                self._make()
            [(self.id,)] = self._connection.execute("SELECT value FROM notes WHERE name = 'id'")

    def _make(self) -> None:
        self._connection.execute("PRAGMA page_size = 8192")  # batches are large
        self._connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        self._connection.execute("PRAGMA journal_mode = WAL")
        with self._transaction():
            for statement in _TABLES.split(";\n"):
                self._connection.execute(statement)
            self._connection.execute("INSERT OR IGNORE INTO notes VALUES ('id', ?)", [secrets.token_hex(8)])
            self._connection.execute(f"PRAGMA user_version = {_FORM}")

    def append(self, requests: Sequence[Arriving]) -> None:
        with self._transaction() as connection:
            for first in range(0, len(requests), _TOGETHER):
                together = requests[first : first + _TOGETHER]
                values = [value for request in together for value in (*request, crc32(request.body))]
                connection.execute(_KEEP + ", ".join([_ROW] * len(together)), values)
            received = received_by_day(requests)
            connection.executemany(_COUNT, [(*key_and_day, "received", n) for key_and_day, n in received.items()])

    def keys(self, workspace: str = "") -> tuple[WriteKey, ...]:
        found = self._ask(
            "SELECT said FROM write_keys WHERE workspace = ?1 OR ?1 = '' ORDER BY made_at DESC, id", workspace
        )
        return tuple(msgspec.json.decode(said, type=WriteKey) for (said,) in found)

    def put_keys(self, *keys: WriteKey) -> None:
        rows = [(key.id, key.workspace, key.made_at.timestamp(), msgspec.json.encode(key).decode()) for key in keys]
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO write_keys VALUES (?, ?, ?, ?)", rows)

    def counts(self, workspace: str = "", days: int = 0) -> tuple[Counts, ...]:
        return in_all(self.daily(workspace, days))

    def daily(self, workspace: str, days: int) -> Mapping[str, tuple[Counts, ...]]:
        since = first_of(days)
        with self._one_moment():
            found = self._ask(
                "SELECT day, key, fate, n FROM counts JOIN write_keys ON write_keys.id = counts.key "
                "WHERE (workspace = ?1 OR ?1 = '') AND day >= ?2",
                *(workspace, since),
            )
            waiting = self._ask(
                "SELECT date(received_at / 1000000, 'unixepoch') AS day, requests.key, sum(events) FROM requests "
                "LEFT JOIN drains USING (workspace) WHERE (requests.workspace = ?1 OR ?1 = '') "
                "AND position > coalesce(done, 0) AND received_at >= ?2 GROUP BY day, requests.key",
                *(workspace, start_of(since)),
            )
        return counted_by_day(found, waiting)

    def latest(self, workspace: str, limit: int) -> tuple[Request, ...]:
        found = self._ask("SELECT * FROM requests WHERE workspace = ? ORDER BY position DESC LIMIT ?", workspace, limit)
        return tuple(request_of(row) for row in found)

    def drained(self, workspace: str) -> int:
        found = self._ask("SELECT done FROM drains WHERE workspace = ?", workspace)
        return int(found[0][0]) if found else 0

    def waiting(self) -> tuple[str, ...]:
        found = self._ask(
            "SELECT DISTINCT workspace FROM write_keys WHERE EXISTS (SELECT 1 FROM requests "
            "WHERE requests.workspace = write_keys.workspace AND position > coalesce("
            "(SELECT done FROM drains WHERE drains.workspace = write_keys.workspace), 0))"
        )
        return tuple(workspace for (workspace,) in found)

    def intend(self, workspace: str, events: int) -> Range | None:
        with self._transaction() as connection:
            begun: list[Any] = self._ask("SELECT done, first, last FROM drains WHERE workspace = ?", workspace)
            done, first, last = begun[0] if begun else (0, None, None)
            if first is not None and last is not None:
                return Range(workspace, first, last, begun=True)
            range_ = self._next(workspace, done, events)
            if range_ is None:
                return None
            connection.execute(
                "INSERT OR REPLACE INTO drains VALUES (?, ?, ?, ?)", [workspace, done, range_.first, range_.last]
            )
        return range_

    def _next(self, workspace: str, done: int, events: int) -> Range | None:
        with _understood():
            ahead = self._connection.execute(
                "SELECT position, events, length(body), substr(body, 1, 2), substr(body, -4) FROM requests "
                "WHERE workspace = ? AND position > ? ORDER BY position",
                [workspace, done],
            )
            positions = list(until_enough(map(Ahead._make, ahead), events))
        return Range(workspace, positions[0], positions[-1]) if positions else None

    def following(self, range_: Range, events: int) -> tuple[Request, ...]:
        found = self._next(range_.workspace, range_.last, events)
        return self.read(found) if found else ()

    def read(self, range_: Range) -> tuple[Request, ...]:
        found = self._ask(
            "SELECT * FROM requests WHERE workspace = ? AND position BETWEEN ? AND ? ORDER BY position",
            *(range_.workspace, range_.first, range_.last),
        )
        return tuple(request_of(row) for row in found)

    def finish(self, range_: Range, tally: Tally) -> None:
        with self._transaction() as connection:
            connection.executemany(_COUNT, [(*what, n) for what, n in tally.items()])
            connection.execute(
                "INSERT OR REPLACE INTO drains VALUES (?, ?, NULL, NULL)", [range_.workspace, range_.last]
            )

    def trim(self, workspace: str, before: datetime, limit: int = 500) -> int:
        with self._transaction() as connection:
            gone = connection.execute(
                "DELETE FROM requests WHERE position IN (SELECT position FROM requests WHERE workspace = ? "
                "AND position <= ? AND received_at < ? ORDER BY position LIMIT ?)",
                [workspace, self.drained(workspace), int(before.timestamp() * 1e6), limit],
            ).rowcount
        if gone:
            self._ask("PRAGMA incremental_vacuum(4096)")
        return gone

    def remove(self, positions: Sequence[int]) -> None:
        with self._transaction() as connection:
            connection.executemany("DELETE FROM requests WHERE position = ?", [(each,) for each in positions])
        self._ask("PRAGMA wal_checkpoint(TRUNCATE)")

    def leave(self, workspace: str, responses: Sequence[Unfinished]) -> None:
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO unfinished VALUES (?, ?, ?, ?)", [(workspace, *each) for each in responses]
            )

    def unfinished(self, workspace: str, response: str) -> Unfinished | None:
        found = self._ask(f"{_UNFINISHED} WHERE workspace = ? AND response = ?", workspace, response)
        return Unfinished(*found[0]) if found else None

    def left_before(self, workspace: str, before: datetime, limit: int = 1_000) -> tuple[Unfinished, ...]:
        found = self._ask(
            f"{_UNFINISHED} WHERE workspace = ? AND left_at < ? ORDER BY left_at LIMIT ?",
            *(workspace, int(before.timestamp() * 1e6), limit),
        )
        return tuple(Unfinished(*row) for row in found)

    def settle(self, workspace: str, responses: Sequence[str]) -> None:
        with self._transaction() as connection:
            connection.executemany(
                "DELETE FROM unfinished WHERE workspace = ? AND response = ?", [(workspace, each) for each in responses]
            )

    def ids(self, workspace: str) -> Runs:
        return Runs(self._path.parent / "ids" / self.id / workspace)

    def check(self) -> list[Any]:
        """What SQLite finds wrong with the file; one row that says ok when it finds nothing."""
        return self._ask("PRAGMA quick_check(1)")

    def frames(self) -> int:
        """How many frames of its log can be read."""
        [(_, frames, _)] = self._ask("PRAGMA wal_checkpoint(PASSIVE)")
        return int(frames)

    def put_rows(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Put rows of another journal in place, positions and all."""
        columns = len(self._ask(f"PRAGMA table_info({table})"))
        with self._transaction() as connection:
            connection.executemany(
                f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * columns)})",  # noqa: S608 - a name of ours
                rows,
            )

    def count_lost(self, position: int) -> int:
        """After rows were put in place, count as quarantined what was received and is not here; how many events.

        No position up to the one given is used again.
        """
        lost = 0
        for day, counts in self.daily("", 0).items():
            for each in counts:
                missing = each.received - each.stored - each.duplicate - sum(each.quarantined.values()) - each.waiting
                lost += max(missing, 0)
                with self._transaction() as connection:
                    connection.execute(_COUNT, (each.key, day, "quarantined:damaged", missing))
        with self._transaction() as connection:
            connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'requests'", [position])
            connection.execute(
                "INSERT INTO sqlite_sequence SELECT 'requests', ? "
                "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'requests')",
                [position],
            )
        return lost

    def size(self) -> int:
        names = ("page_count", "freelist_count", "page_size")
        pages, free, size = (self._ask(f"PRAGMA {name}")[0][0] for name in names)
        return int((pages - free) * size)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> SQLiteJournal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, question: str, *values: object) -> list[Any]:
        with _understood():
            return self._connection.execute(question, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _understood():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """Several questions about one moment."""
        with _understood():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
            raise Damaged(error) from error
        raise CannotKeep(error) from error
