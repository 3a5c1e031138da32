"""The journal of a shared installation: in PostgreSQL, written by several collectors."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zlib import crc32

import msgspec
import psycopg

from auricle.collector.keys import WriteKey

from .journal import (
    Ahead,
    Arriving,
    CannotKeep,
    Counts,
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
from .table import TABLE, Table

_SCHEMA = f"""
CREATE SCHEMA IF NOT EXISTS journal;
CREATE TABLE IF NOT EXISTS journal.notes (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE IF NOT EXISTS journal.write_keys (
    id text PRIMARY KEY, workspace text NOT NULL, made_at timestamptz NOT NULL, said text NOT NULL);
CREATE TABLE IF NOT EXISTS journal.requests (
    position bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, workspace text NOT NULL, key text NOT NULL,
    received_at bigint NOT NULL, route text NOT NULL, context text NOT NULL, events integer NOT NULL,
    body bytea NOT NULL, checksum bigint NOT NULL);
ALTER TABLE journal.requests ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS requests_of_workspace ON journal.requests (workspace, position)
    INCLUDE (key, received_at, events);
CREATE TABLE IF NOT EXISTS journal.drains (
    workspace text PRIMARY KEY, done bigint NOT NULL, first bigint, last bigint);
CREATE TABLE IF NOT EXISTS journal.counts (
    key text NOT NULL, day text NOT NULL, fate text NOT NULL, n bigint NOT NULL, PRIMARY KEY (key, day, fate));
CREATE TABLE IF NOT EXISTS journal.unfinished (
    workspace text NOT NULL, response text NOT NULL, left_at bigint NOT NULL, body bytea NOT NULL,
    PRIMARY KEY (workspace, response));
{TABLE}
"""
_KEEP = (
    "COPY journal.requests (workspace, key, received_at, route, context, events, body, checksum) "
    "FROM STDIN (FORMAT BINARY)"
)
_KEPT_TYPES = ("text", "text", "int8", "text", "text", "int4", "bytea", "int8")
_COUNT = (
    "INSERT INTO journal.counts VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (key, day, fate) DO UPDATE SET n = counts.n + excluded.n"
)
_REQUEST = "SELECT position, workspace, key, received_at, route, context, events, body, checksum FROM journal.requests "
_UNFINISHED = "SELECT response, left_at, body FROM journal.unfinished"
_WRITING, _MAKING = 0x617572_01, 0x617572_02
"""Names of locks. Positions must be committed in their order, or a drain would pass over one: who writes holds it."""


class PostgresJournal:
    """One connection to the journal's database; see ``Journal``."""

    def __init__(self, address: str):
        with _understood():
            self._connection = psycopg.connect(address, autocommit=True, connect_timeout=5)
            self._connection.execute("SET synchronous_commit = on")
            self._connection.execute("SET lock_timeout = '5s'")
            if not self._ask("SELECT to_regclass('journal.unfinished')")[0][0]:
                self._make()
            self.id = str(self._ask("SELECT value FROM journal.notes WHERE name = 'id'")[0][0])

    def _make(self) -> None:
        with self._transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])
            connection.execute(_SCHEMA)
            connection.execute(
                "INSERT INTO journal.notes VALUES ('id', %s) ON CONFLICT DO NOTHING", [secrets.token_hex(8)]
            )

    def append(self, requests: Sequence[Arriving]) -> None:
        with self._transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITING])
            with connection.cursor().copy(_KEEP) as copy:
                copy.set_types(_KEPT_TYPES)
                for request in requests:
                    copy.write_row((*request, crc32(request.body)))
            received = received_by_day(requests)
            connection.cursor().executemany(_COUNT, [(*what, "received", n) for what, n in sorted(received.items())])

    def keys(self, workspace: str = "") -> tuple[WriteKey, ...]:
        found = self._ask(
            "SELECT said FROM journal.write_keys WHERE %s IN (workspace, '') ORDER BY made_at DESC, id", workspace
        )
        return tuple(msgspec.json.decode(said, type=WriteKey) for (said,) in found)

    def put_keys(self, *keys: WriteKey) -> None:
        rows = [(key.id, key.workspace, key.made_at, msgspec.json.encode(key).decode()) for key in keys]
        with self._transaction() as connection:
            connection.cursor().executemany(
                "INSERT INTO journal.write_keys VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE "
                "SET workspace = excluded.workspace, made_at = excluded.made_at, said = excluded.said",
                rows,
            )

    def counts(self, workspace: str = "", days: int = 0) -> tuple[Counts, ...]:
        return in_all(self.daily(workspace, days))

    def daily(self, workspace: str, days: int) -> Mapping[str, tuple[Counts, ...]]:
        since = first_of(days)
        with self._one_moment():
            found = self._ask(
                "SELECT day, key, fate, n FROM journal.counts JOIN journal.write_keys ON id = key "
                "WHERE %s IN (workspace, '') AND day >= %s",
                *(workspace, since),
            )
            waiting = self._ask(
                "SELECT to_char(to_timestamp(received_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, key, "
                "sum(events)::bigint FROM journal.requests LEFT JOIN journal.drains USING (workspace) "
                "WHERE %s IN (workspace, '') AND position > coalesce(done, 0) AND received_at >= %s GROUP BY 1, 2",
                *(workspace, start_of(since)),
            )
        return counted_by_day(found, waiting)

    def latest(self, workspace: str, limit: int) -> tuple[Request, ...]:
        return self._requests("WHERE workspace = %s ORDER BY position DESC LIMIT %s", workspace, limit)

    def drained(self, workspace: str) -> int:
        found = self._ask("SELECT done FROM journal.drains WHERE workspace = %s", workspace)
        return int(found[0][0]) if found else 0

    def waiting(self) -> tuple[str, ...]:
        found = self._ask(
            "SELECT DISTINCT workspace FROM journal.write_keys w WHERE EXISTS (SELECT 1 FROM journal.requests r "
            "WHERE r.workspace = w.workspace AND position > coalesce("
            "(SELECT done FROM journal.drains d WHERE d.workspace = w.workspace), 0))"
        )
        return tuple(workspace for (workspace,) in found)

    def intend(self, workspace: str, events: int) -> Range | None:
        """As in ``Journal``; None too while another drain has the workspace, until its connection ends."""
        with self._transaction():
            if not self._ask("SELECT pg_try_advisory_lock(%s, hashtext(%s))", _WRITING, workspace)[0][0]:
                return None
            begun: list[Any] = self._ask("SELECT done, first, last FROM journal.drains WHERE workspace = %s", workspace)
            done, first, last = begun[0] if begun else (0, None, None)
            if first is not None and last is not None:
                return Range(workspace, first, last, begun=True)
            range_ = self._next(workspace, done, events)
            if range_ is None:
                return None
            self._put_drain(workspace, done, range_.first, range_.last)
        return range_

    def _next(self, workspace: str, done: int, events: int) -> Range | None:
        ahead = self._ask(
            "SELECT position, events, length(body), substr(body, 1, 2), substr(body, greatest(length(body) - 3, 1)) "
            "FROM journal.requests WHERE workspace = %s AND position > %s "
            "ORDER BY position LIMIT %s",
            *(workspace, done, events),
        )
        positions = list(until_enough(map(Ahead._make, ahead), events))
        return Range(workspace, positions[0], positions[-1]) if positions else None

    def following(self, range_: Range, events: int) -> tuple[Request, ...]:
        found = self._next(range_.workspace, range_.last, events)
        return self.read(found) if found else ()

    def read(self, range_: Range) -> tuple[Request, ...]:
        where = "WHERE workspace = %s AND position BETWEEN %s AND %s ORDER BY position"
        return self._requests(where, range_.workspace, range_.first, range_.last)

    def finish(self, range_: Range, tally: Tally) -> None:
        with self._transaction() as connection:
            connection.cursor().executemany(_COUNT, [(*what, n) for what, n in sorted(tally.items())])
            self._put_drain(range_.workspace, range_.last, None, None)

    def _put_drain(self, workspace: str, done: int, first: int | None, last: int | None) -> None:
        self._connection.execute(
            "INSERT INTO journal.drains VALUES (%s, %s, %s, %s) ON CONFLICT (workspace) DO UPDATE "
            "SET done = excluded.done, first = excluded.first, last = excluded.last",
            [workspace, done, first, last],
        )

    def trim(self, workspace: str, before: datetime, limit: int = 500) -> int:
        with self._transaction() as connection:
            return connection.execute(
                "DELETE FROM journal.requests WHERE position IN (SELECT position FROM journal.requests "
                "WHERE workspace = %s AND position <= %s AND received_at < %s ORDER BY position LIMIT %s)",
                [workspace, self.drained(workspace), int(before.timestamp() * 1e6), limit],
            ).rowcount

    def remove(self, positions: Sequence[int]) -> None:
        """As in ``Journal``; PostgreSQL's own cleaning makes the room free."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM journal.requests WHERE position = ANY(%s)", [list(positions)])

    def leave(self, workspace: str, responses: Sequence[Unfinished]) -> None:
        with self._transaction() as connection:
            connection.cursor().executemany(
                "INSERT INTO journal.unfinished VALUES (%s, %s, %s, %s) ON CONFLICT (workspace, response) "
                "DO UPDATE SET left_at = excluded.left_at, body = excluded.body",
                [(workspace, *each) for each in sorted(responses)],
            )

    def unfinished(self, workspace: str, response: str) -> Unfinished | None:
        found = self._ask(f"{_UNFINISHED} WHERE workspace = %s AND response = %s", workspace, response)
        return Unfinished(*found[0]) if found else None

    def left_before(self, workspace: str, before: datetime, limit: int = 1_000) -> tuple[Unfinished, ...]:
        found = self._ask(
            f"{_UNFINISHED} WHERE workspace = %s AND left_at < %s ORDER BY left_at LIMIT %s",
            *(workspace, int(before.timestamp() * 1e6), limit),
        )
        return tuple(Unfinished(*row) for row in found)

    def settle(self, workspace: str, responses: Sequence[str]) -> None:
        with self._transaction() as connection:
            connection.execute(
                "DELETE FROM journal.unfinished WHERE workspace = %s AND response = ANY(%s)",
                [workspace, list(responses)],
            )

    def ids(self, workspace: str) -> Table:
        return Table(self._connection, workspace)

    def size(self) -> int:
        return int(self._ask("SELECT pg_total_relation_size('journal.requests')")[0][0])

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> PostgresJournal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _requests(self, where: str, *values: object) -> tuple[Request, ...]:
        rows = self._ask(_REQUEST + where, *values)
        return tuple(request_of(row) for row in rows)

    def _ask(self, question: str, *values: object) -> list[Any]:
        with _understood():
            return self._connection.execute(question, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        with _understood(), self._connection.transaction():
            yield self._connection

    @contextmanager
    def _one_moment(self) -> Iterator[None]:
        """Several questions about one moment."""
        with self._transaction() as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        said = str(error).strip().partition("\n")[0] or type(error).__name__
        raise CannotKeep(said) from error
