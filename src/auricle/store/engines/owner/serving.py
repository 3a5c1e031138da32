"""Lets other processes use a store that this one has open."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import sqlglot
from sqlglot import exp

from auricle.model.cube import Cube
from auricle.store.store import Appended, Store

from .address import NAME, listen
from .wire import (
    Failure,
    Kind,
    OwnerGone,
    Request,
    decode,
    plain,
    read_schema,
    receive,
    receive_rows,
    send,
    send_rows,
    send_struct,
)

_LOG = logging.getLogger(__name__)
Tell = Callable[[], object]


class Description(msgspec.Struct, frozen=True):
    """What a caller must know of the store before it asks."""

    zone: str
    dialect: str
    cubes: tuple[Cube, ...]
    lacks: dict[str, str]


class Outcome(msgspec.Struct, frozen=True):
    """``Appended``, with the conflicting keys as lists."""

    stored: dict[str, int]
    duplicate: dict[str, int]
    conflicting: dict[str, tuple[str, list[str]]]

    @classmethod
    def of(cls, done: Appended) -> Outcome:
        keys = {name: (t.column_names[0], t.column(0).to_pylist()) for name, t in done.conflicting.items()}
        return cls(dict(done.stored), dict(done.duplicate), keys)

    def appended(self) -> Appended:
        tables = {
            name: pa.table({key: pa.array(found, pa.string())}) for name, (key, found) in self.conflicting.items()
        }
        return Appended(self.stored, self.duplicate, tables)


class NotAQuery(ValueError):
    def __init__(self, sql: str):
        super().__init__(f"only queries can be asked of the owner of a store, not {sql[:80]!r}")


class _Call(socketserver.BaseRequestHandler):
    """One connection: one call."""

    request: socket.socket
    server: _Server

    def setup(self) -> None:
        self._arriving: list[Iterator[pa.RecordBatch]] = []

    def handle(self) -> None:
        try:
            _, body = receive(self.request)
            self._answer(decode(body, Request))
        except OwnerGone as error:
            _LOG.debug("a caller went away: %s", error)
        except Exception as error:  # whatever went wrong is the caller's to know
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Tell the caller, once it has sent what it was asked for and listens again."""
        try:
            for rows in self._arriving:
                deque(rows, maxlen=0)
            send_struct(self.request, Kind.FAILURE, Failure.of(error))
        except OwnerGone:
            _LOG.debug("a caller went away before it could be told: %s", error)

    def _answer(self, asked: Request) -> None:
        if asked.method in _REPLIES:
            send_struct(self.request, Kind.REPLY, _REPLIES[asked.method](self, self.server.store, asked))
        else:
            self._send_rows(_ROWS[asked.method](self, self.server.store, asked))

    def _send_rows(self, rows: pa.RecordBatchReader) -> None:
        send(self.request, Kind.SCHEMA, plain(rows.schema).serialize())
        send_rows(self.request, rows)

    def _query(self, sql: str) -> exp.Query:
        tree = sqlglot.parse_one(sql, dialect=self.server.store.spelling.dialect)
        if not isinstance(tree, exp.Query):
            raise NotAQuery(sql)
        return tree

    def describe(self, store: Store, asked: Request) -> Description:
        return Description(store.zone, store.spelling.dialect, store.cubes, dict(store.lacks))

    def append(self, store: Store, asked: Request) -> Outcome:
        readers = {name: self._pulled(name, schema) for name, schema in asked.tables.items()}
        done = store.append(readers, origin=asked.text[0])
        self.server.tell()
        return Outcome.of(done)

    def replace(self, store: Store, asked: Request) -> int:
        [(name, schema)] = asked.tables.items()
        replaced = store.replace(name, self._pulled(name, schema))
        self.server.tell()
        return replaced

    def remove(self, store: Store, asked: Request) -> int:
        [wanted] = self._tables(asked).values()
        return store.remove(asked.text[0], wanted.column(0).combine_chunks())

    def query(self, store: Store, asked: Request) -> pa.RecordBatchReader:
        return store.query(self._query(asked.text[0])).to_reader()

    def stream(self, store: Store, asked: Request) -> pa.RecordBatchReader:
        return store.stream(self._query(asked.text[0]))

    def find(self, store: Store, asked: Request) -> pa.RecordBatchReader:
        [wanted] = self._tables(asked).values()
        name, column, *columns = asked.text
        return store.find(name, wanted.column(0).combine_chunks(), column, columns).to_reader()

    def arrived(self, store: Store, asked: Request) -> pa.RecordBatchReader:
        after, most = map(int, asked.text)
        return store.arrived(after, most).to_reader()

    def reassign(self, store: Store, asked: Request) -> int:
        given = self._tables(asked)
        return store.reassign(given["moves"], given.get("identities"))

    def _tables(self, asked: Request) -> dict[str, pa.Table]:
        return {name: self._pulled(name, schema).read_all() for name, schema in asked.tables.items()}

    def _pulled(self, name: str, schema: bytes) -> pa.RecordBatchReader:
        """Rows that are asked of the caller when they are wanted."""
        columns = read_schema(schema)

        def batches() -> Iterator[pa.RecordBatch]:
            send(self.request, Kind.PULL, name.encode())
            arriving = receive_rows(self.request, columns)
            self._arriving.append(arriving)
            while (batch := next(arriving, None)) is not None:  # `arriving` outlives this generator, see _fail
                yield batch

        return pa.RecordBatchReader.from_batches(columns, batches())


_ROWS: dict[str, Callable[[_Call, Store, Request], pa.RecordBatchReader]] = {
    "query": _Call.query,
    "stream": _Call.stream,
    "find": _Call.find,
    "arrived": _Call.arrived,
}

_REPLIES: dict[str, Callable[[_Call, Store, Request], Any]] = {
    "describe": _Call.describe,
    "append": _Call.append,
    "replace": _Call.replace,
    "remove": _Call.remove,
    "erase": lambda _, store, asked: dict(store.erase(asked.text[0])),
    "follow": lambda _, store, asked: store.follow(asked.text),
    "forget_arrivals": lambda _, store, asked: store.forget_arrivals(int(asked.text[0])),
    "reassign": _Call.reassign,
    "snapshot": lambda _, store, asked: str(store.snapshot(Path(asked.text[0]))),
    "restore": lambda _, store, asked: store.restore(Path(asked.text[0])),
    "compact": lambda _, store, asked: store.compact(),
    "tidy": lambda _, store, asked: store.tidy(),
    "version": lambda _, store, asked: store.version(*asked.text),
}


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Threads, one per call; closing it ends the calls that are under way and waits for them."""

    address_family = socket.AF_UNIX
    daemon_threads = False
    block_on_close = True

    def __init__(self, store: Store, folder: Path, tell: Tell):
        self.store, self.folder, self.tell = store, folder, tell
        self._calls: set[socket.socket] = set()
        self._closing = threading.Lock()
        super().__init__(("", 0), _Call)

    def server_bind(self) -> None:
        listen(self.folder, self.socket)

    def server_activate(self) -> None:
        """Nothing more: ``listen`` did it before the socket got its name."""

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._closing:
            self._calls.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._closing:
            self._calls.discard(request)
        super().shutdown_request(request)

    def end_calls(self) -> None:
        with self._closing:
            for call in self._calls:
                with suppress(OSError):
                    call.shutdown(socket.SHUT_RDWR)


class Serving:
    """A store being served; to be closed before the store is."""

    def __init__(self, store: Store, folder: Path, tell: Tell):
        self._server = _Server(store, folder, tell)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="owner", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.end_calls()
        self._server.server_close()
        self._thread.join()
        (self._server.folder / NAME).unlink(missing_ok=True)

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve_store(store: Store, folder: Path, tell: Tell = lambda: None) -> Serving:
    """Answer other processes' calls on the socket in the workspace's folder, in threads, until closed.

    ``tell`` is called whenever one of them has brought rows in.
    """
    return Serving(store, folder, tell)
