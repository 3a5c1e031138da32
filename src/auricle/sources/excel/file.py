"""Excel workbooks, read by calamine, after a look at how far they would unpack."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from ...sentence import sentence
from ..faults import ExpandsTooFar, FileEmpty, NotThatFormat
from ..headers import count_header_rows, name_headers
from ..mapping import FileOptions
from ..opened import Understood
from ..staged import Row, StagedFile, as_text, stage_rows

MOST_UNPACKED = 1 << 29
MOST_TIMES = 200
_SMALL = 10 << 20


def open_excel(path: Path, name: str, options: FileOptions, staging: Path) -> StagedFile:
    """One sheet of a workbook: the one named, else the first that holds rows.

    Raises
        ExpandsTooFar: it would unpack to more than half a gigabyte, or two hundred times its size.
        NotThatFormat: it is no workbook, or has no such sheet.
    """
    refuse_bomb(path, name)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet, rows = _sheet(book, name, options.sheet)
    except CalamineError as error:
        raise NotThatFormat(name, "Excel", str(error)) from error
    top = [[as_text(cell) or "" for cell in row] for row in rows[:4]]
    count = count_header_rows(top) if options.header_rows is None else options.header_rows
    headers = name_headers(top[:count], len(rows[0]))
    reads = stage_rows(name, staging, headers, _rows(rows, count))
    return StagedFile(name, headers, Understood("Excel", header_rows=count, sheet=sheet), reads)


def _sheet(book: CalamineWorkbook, name: str, wanted: str) -> tuple[str, list[list[Any]]]:
    if wanted and wanted not in book.sheet_names:
        raise NotThatFormat(
            name,
            "Excel",
            sentence(
                "it has no sheet {wanted!r}; it has {sheet_names}",
                wanted=wanted,
                sheet_names=", ".join(book.sheet_names),
            ),
        )
    for sheet in [wanted] if wanted else book.sheet_names:
        if rows := book.get_sheet_by_name(sheet).to_python(skip_empty_area=False):
            return sheet, rows
    raise FileEmpty(name, sentence("no sheet has rows"))


def _rows(rows: list[list[Any]], skip: int) -> Iterator[Row]:
    for number, row in enumerate(rows[skip:], start=skip + 1):
        values = [as_text(cell) for cell in row]
        if any(value is not None for value in values):
            yield number, values


def refuse_bomb(path: Path, name: str) -> None:
    """Add up what the members say they unpack to, then check that they say the truth, before anything parses them."""
    if not zipfile.is_zipfile(path):
        return
    size = path.stat().st_size
    most = min(MOST_UNPACKED, max(_SMALL, size * MOST_TIMES))
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            stated = sum(member.file_size for member in members)
            if stated > most:
                raise ExpandsTooFar(
                    name, sentence("its {size:,} bytes say they unpack to {stated:,}", size=size, stated=stated)
                )
            if _unpacked(path, members, most) > most:
                raise ExpandsTooFar(
                    name,
                    sentence("its {size:,} bytes unpack to more than they say ({stated:,})", size=size, stated=stated),
                )
    except (zipfile.BadZipFile, zlib.error) as error:
        raise NotThatFormat(name, "Excel", str(error)) from error


def _unpacked(path: Path, members: list[zipfile.ZipInfo], most: int) -> int:
    """Bytes that the members really unpack to; stops counting beyond ``most``."""
    total = 0
    with path.open("rb") as stream:
        for member in members:
            if member.compress_type == zipfile.ZIP_DEFLATED:
                total += _inflated(stream, member, most - total)
            if total > most:
                break
    return total


def _inflated(stream: Any, member: zipfile.ZipInfo, most: int) -> int:
    stream.seek(member.header_offset + 26)
    lengths = stream.read(4)
    stream.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    inflater, total, left = zlib.decompressobj(-15), 0, member.compress_size
    while left > 0 and not inflater.eof and total <= most:
        packed = stream.read(min(left, 1 << 14))
        left -= len(packed)
        while packed and total <= most:
            total += len(inflater.decompress(packed, 1 << 20))
            packed = inflater.unconsumed_tail
        if not packed and not left:
            break
    return total
