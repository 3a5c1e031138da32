"""Rows of text that a reader took out of some other kind of file, kept as Parquet while an import runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from . import quoting
from .faults import FileEmpty, TooManyColumns
from .headers import MOST_COLUMNS, Headers
from .opened import RefusedRow, Understood

Row = tuple[int, Sequence[str | None]]
"""The line (or row) of the file it came from, and its values."""

_BATCH = 20_000


class StagedFile:
    """Rows a reader gave, in a Parquet file of its own; ``_record`` is the line they came from."""

    def __init__(
        self,
        name: str,
        headers: Headers,
        understood: Understood,
        reads: Path,
        *,
        choices: Mapping[str, Mapping[str, str]] | None = None,
        refused: Sequence[RefusedRow] = (),
    ):
        self.name = name
        self.headers = headers
        self.understood = understood
        self.reads = reads
        self.choices = choices or {}
        self._refused = list(refused)

    @property
    def only_spaces(self) -> bool:
        return False

    @property
    def line_offset(self) -> int | None:
        return 0

    def relation(self, *, placed: bool) -> str:
        columns = ", ".join([*(["_record"] if placed else []), *(quoting.name(h) for h in self.headers.names)])
        return f"SELECT {columns} FROM read_parquet({quoting.text(str(self.reads))})"

    def examine(self, connection: duckdb.DuckDBPyConnection) -> list[RefusedRow]:
        return self._refused

    def lines(self, records: Iterable[int]) -> dict[int, int]:
        return {record: record for record in records}


def stage_rows(name: str, staging: Path, headers: Headers, rows: Iterable[Row]) -> Path:
    """Write rows to the staging folder, a batch at a time.

    Raises
        FileEmpty: there are none.
        TooManyColumns: more than an engine should be asked to hold.
    """
    if len(headers.names) > MOST_COLUMNS:
        raise TooManyColumns(name, len(headers.names), MOST_COLUMNS)
    path = staging / f"{len(list(staging.iterdir()))}.parquet"
    schema = pa.schema([("_record", pa.int64()), *((h, pa.string()) for h in headers.names)])
    written = 0
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        for batch in _batches(rows, schema):
            writer.write_batch(batch)
            written += batch.num_rows
    if not written:
        raise FileEmpty(name)
    return path


def _batches(rows: Iterable[Row], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        columns = zip(*(values for _, values in batch), strict=True)
        arrays = [pa.array([line for line, _ in batch], pa.int64()), *(pa.array(c, pa.string()) for c in columns)]
        yield pa.record_batch(arrays, schema=schema)


def as_text(value: object) -> str | None:
    """A value of a typed file as text: whole numbers without a fraction, dates as ISO, nothing as None."""
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("\x00", "") or None
