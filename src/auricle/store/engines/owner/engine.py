"""The store of a workspace whose owner is another process; that process does the work."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from sqlglot import exp

from auricle.store.engines.clickhouse.spelling import ClickHouseSpelling
from auricle.store.engines.duckdb.spelling import DuckDBSpelling
from auricle.store.spelling import Spelling
from auricle.store.store import Appended, Batch

from .address import connect
from .serving import Description, Outcome
from .wire import Failure, Kind, Request, decode, plain, read_schema, receive, receive_rows, send_rows, send_struct

T = TypeVar("T")

_SPELLINGS: Mapping[str, Spelling] = {s.dialect: s for s in (DuckDBSpelling(), ClickHouseSpelling())}


class OwnerStore:
    """Asks the owner of the store in ``folder``; every call has a connection of its own.

    Raises
        StoreBusy: nobody answers on the folder's socket.
    """

    name = "owner"

    def __init__(self, folder: Path):
        self.folder = folder
        found = self._call(Description, Request("describe"))
        self.zone, self.cubes = found.zone, found.cubes
        self.lacks: Mapping[str, str] = found.lacks
        self.spelling = _SPELLINGS[found.dialect]

    def append(self, batch: Batch, *, origin: str = "") -> Appended:
        return self._call(Outcome, Request("append", [origin], tables=_schemas(batch)), batch).appended()

    def replace(self, entity: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        batch = {entity: rows}
        return self._call(int, Request("replace", tables=_schemas(batch)), batch)

    def remove(self, entity: str, keys: pa.Array) -> int:
        batch = {"wanted": pa.table({"key": keys})}
        return self._call(int, Request("remove", [entity], tables=_schemas(batch)), batch)

    def query(self, tree: exp.Query) -> pa.Table:
        return self._rows(self._asking("query", tree)).read_all()

    def stream(self, tree: exp.Query) -> pa.RecordBatchReader:
        return self._rows(self._asking("stream", tree))

    def erase(self, customer: str) -> Mapping[str, int]:
        return self._call(dict[str, int], Request("erase", [customer]))

    def find(self, entity: str, keys: pa.Array, column: str = "", columns: Sequence[str] = ()) -> pa.Table:
        batch = {"wanted": pa.table({"key": keys})}
        return self._rows(Request("find", [entity, column, *columns], tables=_schemas(batch)), batch).read_all()

    def follow(self, entities: Iterable[str]) -> int:
        return self._call(int, Request("follow", [*entities]))

    def arrived(self, after: int, most: int) -> pa.Table:
        return self._rows(Request("arrived", [str(after), str(most)])).read_all()

    def forget_arrivals(self, upto: int) -> None:
        self._call(type(None), Request("forget_arrivals", [str(upto)]))

    def reassign(self, moves: pa.Table, identities: pa.Table | None = None) -> int:
        batch = {"moves": moves} if identities is None else {"moves": moves, "identities": identities}
        return self._call(int, Request("reassign", tables=_schemas(batch)), batch)

    def snapshot(self, folder: Path) -> Path:
        return Path(self._call(str, Request("snapshot", [str(folder.resolve())])))

    def restore(self, folder: Path) -> None:
        self._call(type(None), Request("restore", [str(folder.resolve())]))

    def compact(self) -> None:
        self._call(type(None), Request("compact"))

    def tidy(self) -> bool:
        return self._call(bool, Request("tidy"))

    def version(self, *entities: str) -> int:
        return self._call(int, Request("version", [*entities]))

    def close(self) -> None:
        """Nothing to do: no connection outlives its call."""

    def _call(self, answer: type[T], request: Request, batch: Batch | None = None) -> T:
        with closing(connect(self.folder)) as connection:
            send_struct(connection, Kind.REQUEST, request)
            while True:
                kind, body = receive(connection)
                if kind is Kind.FAILURE:
                    raise decode(body, Failure).error()
                if kind is Kind.REPLY:
                    return decode(body, answer)
                send_rows(connection, (batch or {})[bytes(body).decode()])

    def _asking(self, method: str, tree: exp.Query) -> Request:
        return Request(method, [tree.sql(self.spelling.dialect)])

    def _rows(self, request: Request, batch: Batch | None = None) -> pa.RecordBatchReader:
        connection = connect(self.folder)
        try:
            send_struct(connection, Kind.REQUEST, request)
            kind, body = receive(connection)
            while kind is Kind.PULL:
                send_rows(connection, (batch or {})[bytes(body).decode()])
                kind, body = receive(connection)
            if kind is Kind.FAILURE:
                raise decode(body, Failure).error()
        except BaseException:
            connection.close()
            raise
        schema = read_schema(body)
        return pa.RecordBatchReader.from_batches(schema, _received(connection, schema))


def _received(connection: socket.socket, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    with closing(connection):
        yield from receive_rows(connection, schema)


def _schemas(batch: Batch) -> dict[str, bytes]:
    return {name: plain(rows.schema).serialize().to_pybytes() for name, rows in batch.items()}
