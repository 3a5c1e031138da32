"""How a delimited file separates its columns and where its data begin."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..headers import count_header_rows
from ..mapping import FileOptions

WHITESPACE = "whitespace"
_CANDIDATES = (",", ";", "\t", "|")
_HEAD = 1 << 20
_MOST_HEAD = 1 << 25


@dataclass(frozen=True, slots=True)
class Dialect:
    """``skip`` records (blank ones counted) precede the data; ``header`` are the header rows among them."""

    separator: str
    header: tuple[tuple[str, ...], ...]
    skip: int
    width: int


def find_dialect(path: Path, options: FileOptions) -> Dialect:
    """Look at the beginning of a UTF-8 file."""
    head = _head(path)
    separator = options.separator or _separator(head)
    rows = _rows(head, separator)
    filled = [(i, row) for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
    first = [row for _, row in filled[:4]]
    count = (
        options.header_rows if options.header_rows is not None else 0 if options.columns else count_header_rows(first)
    )
    header = tuple(tuple(row) for row in first[:count])
    skip = filled[count - 1][0] + 1 if count else 0
    body = first[count] if len(first) > count else first[-1]
    return Dialect(separator, header, skip, len(options.columns) or (len(header[0]) if header else len(body)))


def _head(path: Path) -> str:
    """The first lines, whole; a megabyte unless one line is longer."""
    with path.open("rb") as stream:
        data = stream.read(_HEAD)
        while len(data) < _MOST_HEAD and b"\n" not in data and (more := stream.read(_HEAD)):
            data += more
        more = stream.read(1)
    text = data.decode("utf-8-sig", errors="ignore")
    return text.rpartition("\n")[0] if more and "\n" in text else text


def _rows(head: str, separator: str, most: int = 60) -> list[list[str]]:
    if separator == WHITESPACE:
        return [line.split() for line in head.splitlines()[:most]]
    csv.field_size_limit(max(csv.field_size_limit(), _MOST_HEAD))
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    return [row for row, _ in zip(reader, range(most), strict=False)]


def _separator(head: str) -> str:
    scores = {candidate: _agreement(_rows(head, candidate)) for candidate in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda c: scores[c])
    if scores[best] == 0 and _agreement(_rows(head, WHITESPACE)) > 0:
        return WHITESPACE
    return best


def _agreement(rows: Sequence[Sequence[str]]) -> float:
    """How consistently rows come apart into the same number of columns, more than one."""
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    return 0.0 if width < 2 else count / widths.total() + min(width, 50) / 1000
