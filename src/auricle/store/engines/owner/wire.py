"""What travels between the owner of a store and those who ask it.

One connection is one call. Everything is a frame: a letter, a length, a body. The caller sends a
REQUEST; the owner may PULL the rows of a table, which come as BATCH frames up to END; it answers with
BATCH frames up to END (rows), with a REPLY (anything else) or, at any moment, with a FAILURE.
"""

from __future__ import annotations

import importlib
import socket
import struct
from collections.abc import Iterator
from enum import Enum
from typing import Any, TypeVar

import msgspec
import pyarrow as pa

from auricle.store.store import StoreBusy

S = TypeVar("S")
_GONE = "the connection to the owner of the store was closed in the middle of a call; ask again"
_HEADER = struct.Struct("!cQ")
_KNOWN_ROOMS = ("builtins", "auricle", "duckdb", "_duckdb", "pyarrow", "sqlglot")


class Kind(Enum):
    REQUEST = b"q"
    PULL = b"p"
    SCHEMA = b"s"
    BATCH = b"b"
    END = b"e"
    REPLY = b"r"
    FAILURE = b"f"


class OwnerGone(StoreBusy):
    """The owner of the store went away in the middle of a call."""


class OwnerFailed(RuntimeError):
    """The owner met an error of a class that is not known here."""


class Request(msgspec.Struct, frozen=True):
    """A method of ``Store`` and its arguments; ``tables`` are the schemas of the rows it takes."""

    method: str
    text: list[str] = []
    tables: dict[str, bytes] = {}


class Failure(msgspec.Struct, frozen=True):
    room: str
    name: str
    message: str

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        return cls(type(error).__module__, type(error).__qualname__, str(error))

    def error(self) -> Exception:
        """The error as its own class, when that is one of ours, the engine's or Python's."""
        found: Any = None
        if self.room.partition(".")[0] in _KNOWN_ROOMS:
            found = getattr(importlib.import_module(self.room), self.name, None)
        if not (isinstance(found, type) and issubclass(found, Exception)):
            return OwnerFailed(f"{self.name}: {self.message}")
        error = found.__new__(found)
        error.args = (self.message,)
        return error


def send(connection: socket.socket, kind: Kind, body: bytes | pa.Buffer = b"") -> None:
    """One frame.

    Raises
        OwnerGone: the other side closed the connection.
    """
    try:
        connection.sendall(_HEADER.pack(kind.value, len(body)))
        if len(body):
            connection.sendall(body)
    except OSError as error:
        raise OwnerGone(_GONE) from error


def send_struct(connection: socket.socket, kind: Kind, body: object) -> None:
    send(connection, kind, msgspec.msgpack.encode(body))


def receive(connection: socket.socket) -> tuple[Kind, memoryview]:
    """The next frame.

    Raises
        OwnerGone: the other side closed the connection.
    """
    letter, length = _HEADER.unpack(_exactly(connection, _HEADER.size))
    return Kind(letter), _exactly(connection, length)


def decode(body: memoryview, kind: type[S]) -> S:
    return msgspec.msgpack.decode(body, type=kind)


def _exactly(connection: socket.socket, length: int) -> memoryview:
    body = memoryview(bytearray(length))
    filled = 0
    while filled < length:
        try:
            got = connection.recv_into(body[filled:])
        except OSError as error:  # one that was killed with something unread ends so
            raise OwnerGone(_GONE) from error
        if not got:
            raise OwnerGone(_GONE)
        filled += got
    return body


def send_rows(connection: socket.socket, rows: pa.Table | pa.RecordBatchReader) -> None:
    """Rows as BATCH frames and END; columns in the types of ``plain``."""
    schema = plain(rows.schema)
    batches = rows.to_batches() if isinstance(rows, pa.Table) else rows
    for batch in batches:
        send(connection, Kind.BATCH, batch.cast(schema).serialize())
    send(connection, Kind.END)


def receive_rows(connection: socket.socket, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The batches up to END; raises what a FAILURE frame says."""
    while True:
        kind, body = receive(connection)
        if kind is Kind.END:
            return
        if kind is Kind.FAILURE:
            raise decode(body, Failure).error()
        yield pa.ipc.read_record_batch(pa.py_buffer(body), schema)


def plain(schema: pa.Schema) -> pa.Schema:
    """The schema with dictionaries written out; a dictionary would have to travel beside its batch."""
    return pa.schema([f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in schema])


def read_schema(body: bytes | memoryview) -> pa.Schema:
    return pa.ipc.read_schema(pa.py_buffer(body))
