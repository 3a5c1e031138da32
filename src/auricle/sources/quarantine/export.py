"""Writes quarantined rows to a file that can be mended in a spreadsheet and replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path

import pyarrow as pa

from auricle import exports
from auricle.store.store import Store

from ..plan.entity import ROW as NUMBER
from .waiting import Waiting, waiting_rows

PREFIX = "quarantine_"
OWN = tuple(PREFIX + n for n in ("row", "entity", "file", "line", "column", "value", "reason", "explanation"))
"""Our columns; those behind them are the file's own, to be mended."""

_BATCH = 10_000


def export_quarantine(
    store: Store, path: Path, source: str = "", *, written: Callable[[int], None] = lambda _: None
) -> int:
    """Write one line per row of a file that waits, its reason beside its own columns; the number of lines.

    Text that a spreadsheet would take for a formula gets an apostrophe in front, which replaying takes away.
    """
    headers: dict[str, None] = {}
    for row in waiting_rows(store, source):
        headers.update(dict.fromkeys(header for header in row.raw if header != NUMBER))
    schema = pa.schema([(name, pa.string()) for name in (*OWN, *headers)])
    batches = _batches(_lines(store, source), list(headers), schema)
    return exports.write(pa.RecordBatchReader.from_batches(schema, batches), path, written)


def _lines(store: Store, source: str) -> Iterator[Waiting]:
    """The first quarantined row of each place; the others wait for the same mending."""
    for _, rows in groupby(waiting_rows(store, source), key=lambda row: row.place):
        yield min(rows, key=lambda row: row.reason == "feedback_refused")


def _batches(rows: Iterator[Waiting], headers: list[str], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while chunk := list(islice(rows, _BATCH)):
        values = [
            [
                r.row,
                r.entity,
                r.file,
                None if r.line is None else str(r.line),
                r.column,
                r.value,
                r.reason,
                r.explanation,
            ]
            + [r.raw.get(header) for header in headers]
            for r in chunk
        ]
        yield pa.record_batch([pa.array(c, pa.string()) for c in zip(*values, strict=True)], schema=schema)
