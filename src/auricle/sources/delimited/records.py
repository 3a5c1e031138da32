"""Where records begin in a delimited file: newlines inside quotes belong to a record, blank lines to none.

Needed only where records and physical lines differ in number, and only for the records one asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def record_lines(path: Path, separator: str) -> Iterator[tuple[int, bool]]:
    """Of each record: the physical line it begins on, the first being 1, and whether it is blank."""
    quoted = False
    begins, blank = 1, True
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not quoted:
                begins, blank = number, not line.strip(b"\r\n")
            if line.count(b'"') % 2:
                quoted = open_at_end(line, quoted, separator.encode())
            if not quoted:
                yield begins, blank
    if quoted:
        yield begins, blank


def unclosed_quote(path: Path, separator: str) -> int | None:
    """The line on which a quoted field begins that the file ends within; None when all are closed."""
    quoted, begins = False, 1
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.count(b'"') % 2:
                if not quoted:
                    begins = number
                quoted = open_at_end(line, quoted, separator.encode())
    return begins if quoted else None


def open_at_end(line: bytes, quoted: bool, separator: bytes) -> bool:
    """Whether a line ends inside a quoted field; a quote in the middle of a bare field is only a sign."""
    line = line.rstrip(b"\r\n")
    at = 0
    while at <= len(line):
        if not quoted:
            if line[at : at + 1] != b'"':
                after = line.find(separator, at)
                if after < 0:
                    return False
                at = after + len(separator)
                continue
            at += 1
        close = _closing(line, at)
        if close < 0:
            return True
        quoted = False
        after = line.find(separator, close)
        if after < 0:
            return False
        at = after + len(separator)
    return quoted


def _closing(line: bytes, at: int) -> int:
    """Behind the quote that closes a field, doubled ones being part of it; -1 when none does."""
    while (mark := line.find(b'"', at)) >= 0:
        if line[mark + 1 : mark + 2] != b'"':
            return mark + 1
        at = mark + 2
    return -1
