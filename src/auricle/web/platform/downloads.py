"""Rows as a file to save: all of them, in bounded memory, with nothing a spreadsheet would run."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from auricle.exports import write

CHUNK_BYTES = 256 * 1024
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
    ".sav": "application/x-spss-sav",
    ".zip": "application/zip",
}


class Streamed(StreamingHttpResponse):
    """A response whose parts are made as they are sent, under ASGI too."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = iter(self.streaming_content)
        while (part := await sync_to_async(next)(parts, None)) is not None:
            yield part


def download(rows: pa.RecordBatchReader | pa.Table, name: str) -> Streamed:
    """Rows as the file ``name``; its ending (.csv, .xlsx, .parquet) says the format."""
    reader = rows.to_reader() if isinstance(rows, pa.Table) else rows
    folder = tempfile.TemporaryDirectory(prefix="auricle-download-")
    path = Path(folder.name) / f"rows{Path(name).suffix}"
    write(reader, path)
    return send_file(path, name, folder)


def send_file(path: Path, name: str, folder: tempfile.TemporaryDirectory[Any]) -> Streamed:
    """A file of a temporary folder, part by part; the folder goes when it is sent."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "Content-Length": str(path.stat().st_size),
    }
    return Streamed(_parts(path, folder), content_type=TYPES[path.suffix], headers=headers)


def _parts(path: Path, folder: tempfile.TemporaryDirectory[Any]) -> Iterator[bytes]:
    with folder, path.open("rb") as file:
        while part := file.read(CHUNK_BYTES):
            yield part
