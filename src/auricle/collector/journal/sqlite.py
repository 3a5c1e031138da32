"""The journal in a file beside the application's: SQLite, a log written ahead, synced before every answer."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from auricle.collector.keys import Demands, WriteKey

from .journal import Arriving, CannotKeep, Counts, Range, Request, Tally, counted

NAME = "journal.db"
PATIENCE_SECONDS = 5.0

_TABLES = """
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS write_keys (
    id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, workspace TEXT NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL,
    hint TEXT NOT NULL, origins TEXT NOT NULL, per_second INTEGER NOT NULL, made_at REAL NOT NULL, ends_at REAL,
    demands TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (
    position INTEGER PRIMARY KEY AUTOINCREMENT, workspace TEXT NOT NULL, key TEXT NOT NULL,
    received_at INTEGER NOT NULL, route TEXT NOT NULL, context TEXT NOT NULL, events INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS requests_of_workspace ON requests (workspace, position, key, received_at, events);
CREATE TABLE IF NOT EXISTS drains (
    workspace TEXT PRIMARY KEY, done INTEGER NOT NULL, first INTEGER, last INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (
    key TEXT NOT NULL, day TEXT NOT NULL, fate TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, day, fate)
) WITHOUT ROWID;
"""
_KEEP = "INSERT INTO requests (workspace, key, received_at, route, context, events, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
_PUT_KEY = "INSERT OR REPLACE INTO write_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COUNT = "INSERT INTO counts VALUES (?, ?, ?, ?) ON CONFLICT (key, day, fate) DO UPDATE SET n = n + excluded.n"
_DAY_US = 86_400_000_000


class SQLiteJournal:
    """One connection to the journal's file, for one thread at a time.

    Raises
        CannotKeep: the file cannot be opened or made.
    """

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with _kept():
            self._connection = sqlite3.connect(
                path, timeout=PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._prepare()

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA page_size = 8192")  # batches are large
        self._connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA secure_delete = ON")
        with self._transaction():
            for statement in _TABLES.split(";\n"):
                self._connection.execute(statement)
            self._connection.execute("INSERT OR IGNORE INTO notes VALUES ('id', ?)", [secrets.token_hex(8)])
        [(self.id,)] = self._connection.execute("SELECT value FROM notes WHERE name = 'id'")

    def append(self, requests: Sequence[Arriving]) -> None:
        received: Counter[tuple[str, str]] = Counter()
        for request in requests:
            received[request.key, day_of(request.received_at)] += request.events
        with _kept(), self._transaction() as connection:
            connection.executemany(_KEEP, requests)
            connection.executemany(_COUNT, [(key, day, "received", n) for (key, day), n in received.items()])

    def keys(self, workspace: str = "") -> tuple[WriteKey, ...]:
        found = self._connection.execute(
            "SELECT * FROM write_keys WHERE workspace = ?1 OR ?1 = '' ORDER BY made_at DESC, id", [workspace]
        )
        return tuple(_key(row) for row in found)

    def put_keys(self, *keys: WriteKey) -> None:
        with _kept(), self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO write_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_row(key) for key in keys],
            )

    def counts(self, workspace: str = "", days: int = 0) -> tuple[Counts, ...]:
        since = (datetime.now(UTC).date() - timedelta(days=days - 1)).isoformat() if days else ""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT key, fate, sum(n) FROM counts JOIN write_keys ON write_keys.id = counts.key "
                "WHERE (workspace = ?1 OR ?1 = '') AND day >= ?2 GROUP BY key, fate",
                [workspace, since],
            ).fetchall()
            waiting = connection.execute(
                "SELECT requests.key, sum(events) FROM requests LEFT JOIN drains USING (workspace) "
                "WHERE (requests.workspace = ?1 OR ?1 = '') AND position > coalesce(done, 0) AND received_at >= ?2 "
                "GROUP BY requests.key",
                [workspace, _start_of(since)],
            ).fetchall()
        return counted({(key, fate): n for key, fate, n in found}, dict(waiting))

    def daily(self, workspace: str, days: int) -> Mapping[str, tuple[Counts, ...]]:
        since = (datetime.now(UTC).date() - timedelta(days=days - 1)).isoformat()
        with self._reading() as connection:
            found = connection.execute(
                "SELECT day, key, fate, n FROM counts JOIN write_keys ON write_keys.id = counts.key "
                "WHERE workspace = ? AND day >= ?",
                [workspace, since],
            ).fetchall()
            waiting = connection.execute(
                "SELECT date(received_at / 1000000, 'unixepoch') AS day, requests.key, sum(events) FROM requests "
                "LEFT JOIN drains USING (workspace) WHERE requests.workspace = ? AND position > coalesce(done, 0) "
                "AND received_at >= ? GROUP BY day, requests.key",
                [workspace, _start_of(since)],
            ).fetchall()
        return {
            day: counted(
                {(key, fate): n for on, key, fate, n in found if on == day},
                {key: n for on, key, n in waiting if on == day},
            )
            for day in sorted({row[0] for row in (*found, *waiting)})
        }

    def latest(self, workspace: str, limit: int) -> tuple[Request, ...]:
        found = self._connection.execute(
            "SELECT * FROM requests WHERE workspace = ? ORDER BY position DESC LIMIT ?", [workspace, limit]
        )
        return tuple(Request(*row) for row in found)

    def drained(self, workspace: str) -> int:
        found = self._connection.execute("SELECT done FROM drains WHERE workspace = ?", [workspace]).fetchone()
        return int(found[0]) if found else 0

    def waiting(self) -> tuple[str, ...]:
        found = self._connection.execute(
            "SELECT DISTINCT workspace FROM write_keys WHERE EXISTS (SELECT 1 FROM requests "
            "WHERE requests.workspace = write_keys.workspace AND position > coalesce("
            "(SELECT done FROM drains WHERE drains.workspace = write_keys.workspace), 0))"
        )
        return tuple(workspace for (workspace,) in found)

    def intend(self, workspace: str, events: int) -> Range | None:
        with _kept(), self._transaction() as connection:
            found = connection.execute("SELECT done, first, last FROM drains WHERE workspace = ?", [workspace])
            done, first, last = found.fetchone() or (0, None, None)
            if first is not None and last is not None:
                return Range(workspace, first, last, begun=True)
            ahead = connection.execute(
                "SELECT position, events FROM requests WHERE workspace = ? AND position > ? ORDER BY position",
                [workspace, done],
            )
            positions = list(_until(ahead, events))
            if not positions:
                return None
            connection.execute(
                "INSERT OR REPLACE INTO drains VALUES (?, ?, ?, ?)", [workspace, done, positions[0], positions[-1]]
            )
        return Range(workspace, positions[0], positions[-1])

    def read(self, range_: Range) -> tuple[Request, ...]:
        found = self._connection.execute(
            "SELECT * FROM requests WHERE workspace = ? AND position BETWEEN ? AND ? ORDER BY position",
            [range_.workspace, range_.first, range_.last],
        )
        return tuple(Request(*row) for row in found)

    def finish(self, range_: Range, tally: Tally) -> None:
        with _kept(), self._transaction() as connection:
            connection.executemany(_COUNT, [(*what, n) for what, n in tally.items()])
            connection.execute(
                "INSERT OR REPLACE INTO drains VALUES (?, ?, NULL, NULL)", [range_.workspace, range_.last]
            )

    def trim(self, workspace: str, before: datetime, limit: int = 500) -> int:
        with _kept(), self._transaction() as connection:
            gone = connection.execute(
                "DELETE FROM requests WHERE position IN (SELECT position FROM requests WHERE workspace = ? "
                "AND position <= ? AND received_at < ? ORDER BY position LIMIT ?)",
                [workspace, self.drained(workspace), int(before.timestamp() * 1e6), limit],
            ).rowcount
        if gone:
            self._connection.execute("PRAGMA incremental_vacuum(4096)").fetchall()
        return gone

    def size(self) -> int:
        pages, free, size = (
            self._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> SQLiteJournal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Several questions about one moment."""
        self._connection.execute("BEGIN")
        try:
            yield self._connection
        finally:
            self._connection.execute("ROLLBACK")


@contextmanager
def _kept() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise CannotKeep(f"the journal cannot keep anything now: {error}") from error


def _until(ahead: Iterator[tuple[int, int]], events: int) -> Iterator[int]:
    for position, brought in ahead:
        yield position
        events -= brought
        if events <= 0:
            return


def day_of(received_at: int, _days: dict[int, str] = {}) -> str:  # noqa: B006 - a few days are asked for over and over
    """The day of UTC of an instant in microseconds, as ``2026-11-22``."""
    number = received_at // _DAY_US
    if number not in _days:
        _days[number] = time.strftime("%Y-%m-%d", time.gmtime(number * 86_400))
    return _days[number]


def _start_of(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp() * 1e6) if day else 0


def _row(key: WriteKey) -> tuple[object, ...]:
    origins = msgspec.json.encode(key.origins).decode()
    ends_at = key.ends_at.timestamp() if key.ends_at else None
    return (
        key.id, key.hash, key.workspace, key.source, key.name, key.hint, origins, key.per_second,
        key.made_at.timestamp(), ends_at, msgspec.json.encode(key.demands).decode(),
    )  # fmt: skip


def _key(row: Sequence[Any]) -> WriteKey:
    id_, hash_, workspace, source, name, hint, origins, per_second, made_at, ends_at, demands = row
    return WriteKey(
        id_,
        hash_,
        workspace,
        source,
        name,
        hint,
        msgspec.json.decode(origins, type=tuple[str, ...]),
        per_second,
        datetime.fromtimestamp(made_at, UTC),
        datetime.fromtimestamp(ends_at, UTC) if ends_at is not None else None,
        msgspec.json.decode(demands, type=Demands),
    )
