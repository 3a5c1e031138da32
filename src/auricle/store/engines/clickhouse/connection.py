"""Statements to ClickHouse and Arrow from it, from any thread."""

from __future__ import annotations

import logging
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError

from auricle.store.store import CannotDo, StoreAway

from ....sentence import sentence
from .address import Address
from .tables import literal, quoted

# What it logs is told by the errors below; without a handler it would also go to the terminal.
logging.getLogger("clickhouse_connect").addHandler(logging.NullHandler())

# One meaning on every engine: what is missing is NULL, never '' or 0; a name is a column before it is
# an alias; dates do not end in 2149. The server keeps no log of queries, for they name customers.
_SETTINGS = {
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    "cast_keep_nullable": 1,
    "use_variant_as_common_type": 0,
    "prefer_column_name_to_alias": 1,
    "enable_extended_results_for_datetime_functions": 1,
    "allow_replace_partition_from_empty_source": 1,
    "output_format_arrow_string_as_string": 1,
    "output_format_arrow_low_cardinality_as_dictionary": 0,
    "mutations_sync": 2,
    "lightweight_deletes_sync": 2,
    "log_queries": 0,
}


class ServerUnreachable(StoreAway, ConnectionError):
    def __init__(self, address: Address, reason: str):
        super().__init__(
            sentence(
                "ClickHouse at {address} does not answer ({reason}); start it, or mend `store:`",
                address=address.shown,
                reason=reason,
            )
        )


class EngineTooOld(StoreAway):
    def __init__(self, version: str):
        super().__init__(
            sentence(
                "ClickHouse {version} cannot keep dates before 1900 or after 2299; use 26.9 or later", version=version
            )
        )


class Connections:
    """As many clients as there are statements at once; each is used by one thread at a time."""

    def __init__(self, address: Address):
        self.address = address
        self._idle: list[Client] = []
        self._lock = threading.Lock()
        with self._connected("") as client:
            client.command(f"CREATE DATABASE IF NOT EXISTS {quoted(address.database)}")
            _refuse_if_old(client)

    def run(self, statement: str) -> None:
        with self._client() as client:
            client.command(statement)

    def rows(self, query: str) -> pa.Table:
        with self._client() as client:
            return _plain(client.query_arrow(query, use_strings=True))

    def number(self, query: str) -> int:
        """The one whole number a query gives; 0 when it gives none."""
        column = self.rows(query).column(0)
        return int(column[0].as_py() or 0) if len(column) else 0

    def add(self, table: str, rows: pa.Table) -> None:
        with self._client() as client:
            client.insert_arrow(quoted(table), rows)

    @contextmanager
    def reader(self, query: str) -> Iterator[pa.RecordBatchReader]:
        """The rows of a query a batch at a time; memory does not grow with them."""
        with self._file(query) if self.address.embedded else self._response(query) as reader:
            plain = pa.schema([_plain_field(f) for f in reader.schema])
            yield pa.RecordBatchReader.from_batches(plain, (b.cast(plain) for b in reader if b.num_rows))

    @contextmanager
    def _file(self, query: str) -> Iterator[pa.RecordBatchReader]:
        """In process a result comes whole, so a long one goes through a file."""
        with tempfile.TemporaryDirectory(prefix="auricle-") as folder:
            path = Path(folder) / "rows.arrow"
            self.run(f"INSERT INTO FUNCTION file({literal(str(path))}, 'ArrowStream') {query}")
            with pa.memory_map(str(path)) as file, pa.ipc.open_stream(file) as reader:
                yield reader

    @contextmanager
    def _response(self, query: str) -> Iterator[pa.RecordBatchReader]:
        with (
            self._client() as client,
            client.raw_stream(query, fmt="ArrowStream") as response,
            pa.ipc.open_stream(response) as reader,
        ):
            yield reader

    def close(self) -> None:
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def _client(self) -> Iterator[Client]:
        with self._lock:
            client = self._idle.pop() if self._idle else None
        client = client or self._connect(self.address.database)
        try:
            yield client
        except BaseException:
            # in process, what a failed query had written so far comes back in front of the next result
            client.close()
            raise
        with self._lock:
            self._idle.append(client)

    @contextmanager
    def _connected(self, database: str) -> Iterator[Client]:
        client = self._connect(database)
        try:
            yield client
        finally:
            client.close()

    def _connect(self, database: str) -> Client:
        options = dict(self.address.options)
        try:
            return clickhouse_connect.get_client(database=database or "default", settings=_SETTINGS, **options)
        except OperationalError as error:
            raise ServerUnreachable(self.address, _why(error)) from error
        except ClickHouseError as error:
            if "Unable to open the chdb engine" in str(error):
                raise CannotDo("chdb", TWO_WORKSPACES, ONE_FOLDER) from error
            raise


TWO_WORKSPACES = "open two workspaces in one process"
ONE_FOLDER = "its engine keeps one folder per process; close the other workspace first, or use DuckDB or a server"


def _why(error: Exception) -> str:
    """What the system said of a connection, without the driver's account of its attempts."""
    told = re.search(r"\[Errno -?\d+\] ([^'\")]+)", str(error))
    return told[1] if told else str(error).splitlines()[0]


def _refuse_if_old(client: Client) -> None:
    if str(client.command("SELECT toString(toDate32('1600-01-01'))")) != "1600-01-01":
        raise EngineTooOld(str(client.command("SELECT version()")))


def _plain(table: pa.Table) -> pa.Table:
    return table.cast(pa.schema([_plain_field(f) for f in table.schema]))


def _plain_field(field: pa.Field) -> pa.Field:
    """ClickHouse counts in unsigned and small integers; every engine gives 64 bits with a sign."""
    if pa.types.is_integer(field.type):
        return pa.field(field.name, pa.int64())
    if pa.types.is_float32(field.type):
        return pa.field(field.name, pa.float64())
    return pa.field(field.name, field.type)
