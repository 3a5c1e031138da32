"""Rows into files that people open: CSV, Excel, Parquet.

What customers type is text. A spreadsheet that reads ``=HYPERLINK(…)`` in a cell runs it, so text
that begins like a formula gets an apostrophe in front in CSV, and is a string cell in Excel.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import xlsxwriter

FORMULA = r"^[=@\t\r+\-]"
PLAIN_NUMBER = r"^[+\-]?[0-9][0-9 ]*(\.[0-9]+)?$"  # -12.5 and +86 138 0000 are no formulas
EXCEL_ROWS = 1_048_576
EXCEL_TEXT = 32_767
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it Excel takes Chinese for Latin


class UnknownFormat(ValueError):
    def __init__(self, path: Path):
        super().__init__(f"{path} has no ending that says its format; name it .csv, .xlsx or .parquet")


class TooManyRows(ValueError):
    def __init__(self, path: Path):
        super().__init__(
            f"{path} would hold more than the {EXCEL_ROWS:,} rows of an Excel sheet; write .csv or .parquet"
        )


def write(rows: pa.RecordBatchReader, path: Path, written: Callable[[int], None] = lambda _: None) -> int:
    """Write all rows in the format that the ending of ``path`` names; the number of rows.

    The file appears when it is whole. ``written`` is told the rows so far.

    Raises
        UnknownFormat: the ending is none of .csv, .xlsx, .parquet.
        FileNotFoundError: there is no such folder.
        TooManyRows: more rows than an Excel sheet holds.
    """
    try:
        writer = _WRITERS[path.suffix.lower()]
    except KeyError:
        raise UnknownFormat(path) from None
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    unfinished = path.with_name(f".{path.name}.part")
    try:
        count = writer(rows, unfinished, written)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def harmless(column: pa.Array) -> pa.Array:
    """Text that a spreadsheet would run, with an apostrophe in front; everything else as ``told``."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return told(column)
    risky = pc.and_(
        pc.match_substring_regex(column, FORMULA), pc.invert(pc.match_substring_regex(column, PLAIN_NUMBER))
    )
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def told(column: pa.Array) -> pa.Array:
    """Numbers that nobody can tell are empty cells, not ``nan``; everything else as it is."""
    if not pa.types.is_floating(column.type):
        return column
    return pc.if_else(pc.is_finite(column), column, pa.scalar(None, column.type))


def _csv(rows: pa.RecordBatchReader, path: Path, written: Callable[[int], None]) -> int:
    count = 0
    with path.open("wb") as file:
        file.write(BYTE_ORDER_MARK)
        with pa_csv.CSVWriter(file, rows.schema) as out:
            for batch in rows:
                columns = [harmless(column) for column in batch.columns]
                out.write_batch(pa.record_batch(columns, schema=rows.schema))
                count += batch.num_rows
                written(count)
    return count


def _parquet(rows: pa.RecordBatchReader, path: Path, written: Callable[[int], None]) -> int:
    count = 0
    with pq.ParquetWriter(path, rows.schema, compression="zstd") as out:
        for batch in rows:
            out.write_batch(batch)
            count += batch.num_rows
            written(count)
    return count


def _excel(rows: pa.RecordBatchReader, path: Path, written: Callable[[int], None]) -> int:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    count = 0
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        formats = Formats(*(book.add_format({"num_format": each}) for each in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")))
        sheet.write_row(0, 0, rows.schema.names, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for batch in rows:
            if count + batch.num_rows >= EXCEL_ROWS:
                raise TooManyRows(path)
            for row in zip(*(told(column).to_pylist() for column in batch.columns), strict=True):
                count += 1
                for position, value in enumerate(row):
                    _cell(sheet, count, position, value, formats)
            written(count)
    return count


class Formats(NamedTuple):
    """How days and instants look in an Excel sheet, which else shows their number."""

    day: Any
    instant: Any


def _cell(sheet: Any, row: int, position: int, value: Any, formats: Formats) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, position, value.replace(tzinfo=None), formats.instant)
    elif isinstance(value, date):
        sheet.write_datetime(row, position, value, formats.day)
    elif isinstance(value, str):
        sheet.write_string(row, position, value[:EXCEL_TEXT])
    else:
        sheet.write(row, position, value)


_WRITERS: dict[str, Callable[[pa.RecordBatchReader, Path, Callable[[int], None]], int]] = {
    ".csv": _csv,
    ".xlsx": _excel,
    ".parquet": _parquet,
}
