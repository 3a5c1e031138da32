"""A file of a source, opened: what it is, what it holds, and how the staging engine reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Protocol

import duckdb

from ..sentence import sentence
from .headers import Headers


@dataclass(frozen=True, slots=True)
class Understood:
    """What was found out about a file by looking at it."""

    format: str
    encoding: str = ""
    separator: str = ""
    header_rows: int | None = None
    sheet: str = ""
    ends_whole: bool = True

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> str:
        """All of it in one line."""
        separator = _SEPARATORS.get(self.separator, self.separator and repr(self.separator))
        sheet = self.sheet and sentence("sheet {sheet!r}", sheet=self.sheet)
        said = [said for said in (self.format, self.encoding, separator, self._header, sheet, self._end) if said]
        return reduce(lambda first, next_: sentence("{first}, {next}", first=first, next=next_), said)

    @property
    def _header(self) -> str:
        if self.header_rows is None:
            return ""
        return _HEADERS.get(self.header_rows) or sentence("{rows} header rows", rows=self.header_rows)

    @property
    def _end(self) -> str:
        """A file cut within its last value looks like one that was never given its last line end."""
        return "" if self.ends_whole else sentence("no line end after the last row: see that the file is whole")


_HEADERS = {0: sentence("no header"), 1: sentence("one header row")}
_SEPARATORS = {
    ",": sentence("commas"),
    ";": sentence("semicolons"),
    "\t": sentence("tabs"),
    "|": sentence("bars"),
    "whitespace": sentence("blanks"),
}


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a file that does not come apart into its columns."""

    line: int
    reason: str
    explanation: str
    raw: str


class OpenedFile(Protocol):
    """Rows of text by column name; the staging engine reads them from ``reads``."""

    name: str
    headers: Headers
    understood: Understood
    reads: Path
    choices: Mapping[str, Mapping[str, str]]
    """Labels of codes by column, where the file keeps them."""

    @property
    def only_spaces(self) -> bool:
        """Whether a value can have no blank around it but a space."""
        ...

    @property
    def line_offset(self) -> int | None:
        """What to add to a row's number to get its line; None when that is not the same for all rows."""
        ...

    def relation(self, *, placed: bool) -> str:
        """SQL giving every column as text, and as ``_record`` the row's number when ``placed``."""
        ...

    def examine(self, connection: duckdb.DuckDBPyConnection) -> list[RefusedRow]:
        """Read everything once: the rows that cannot be read.

        Raises
            SourceFault: the file as a whole is not what it should be.
        """
        ...

    def lines(self, records: Iterable[int]) -> dict[int, int]:
        """The physical line on which each of these records begins."""
        ...
