"""Parquet files, read where they lie; their types become text and are checked again as the entity's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from .. import quoting
from ..faults import FileEmpty, NotThatFormat, TooManyColumns
from ..headers import MOST_COLUMNS, Headers, name_headers
from ..mapping import FileOptions
from ..opened import RefusedRow, Understood


class ParquetFile:
    """A Parquet file; ``_record`` is the row's number, the first being 1."""

    choices: Mapping[str, Mapping[str, str]] = {}

    def __init__(self, name: str, path: Path, headers: Headers):
        self.name = name
        self.headers = headers
        self.reads = path
        self.understood = Understood("Parquet")

    @property
    def only_spaces(self) -> bool:
        return False

    @property
    def line_offset(self) -> int | None:
        return 0

    def relation(self, *, placed: bool) -> str:
        number = "file_row_number + 1 AS _record, " if placed else ""
        columns = ", ".join(f"CAST({quoting.name(h)} AS VARCHAR) AS {quoting.name(h)}" for h in self.headers.names)
        return f"SELECT {number}{columns} FROM read_parquet({quoting.text(str(self.reads))}, file_row_number = true)"

    def examine(self, connection: duckdb.DuckDBPyConnection) -> list[RefusedRow]:
        return []

    def lines(self, records: Iterable[int]) -> dict[int, int]:
        return {record: record for record in records}


def open_parquet(path: Path, name: str, options: FileOptions, staging: Path) -> ParquetFile:
    try:
        about = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise NotThatFormat(name, "Parquet", str(error)) from error
    with about:
        names, rows = about.schema_arrow.names, about.metadata.num_rows
    if len(names) > MOST_COLUMNS:
        raise TooManyColumns(name, len(names), MOST_COLUMNS)
    if not rows:
        raise FileEmpty(name)
    return ParquetFile(name, path, name_headers([names], len(names)))
