"""CSV and its kin: read where they lie by the engine's parallel parser, as text, as often as needed.

Parsing again is several times cheaper here than keeping a copy of the rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb

from ...sentence import sentence
from .. import quoting
from ..faults import FileCutShort, FileEmpty, TooManyColumns
from ..headers import MOST_COLUMNS, Headers, name_headers
from ..mapping import FileOptions
from ..opened import RefusedRow, Understood
from .dialect import WHITESPACE, Dialect, find_dialect
from .records import record_lines, unclosed_quote
from .text import Text, open_text

_LONGEST_ROW = 2_000_000
_LONGEST_KEPT = 20_000
_REASONS = {
    "MISSING COLUMNS": ("ragged", "the row has fewer columns than the header; mend the row"),
    "TOO MANY COLUMNS": ("ragged", "the row has more columns than the header; quote the value that holds a separator"),
    "UNQUOTED VALUE": ("quoting", "a quoted value goes on behind its closing quote; double the quotes inside it"),
    "LINE SIZE OVER MAXIMUM": ("too_long", f"the row is longer than {_LONGEST_ROW:,} bytes; shorten it"),
}


@dataclass(frozen=True, slots=True)
class _Error:
    """A record the engine's parser rejected; ``number`` counts records, blank ones too."""

    number: int
    position: int
    kind: str
    raw: str


def _errors(reading: duckdb.DuckDBPyConnection) -> list[_Error]:
    """What the last scan of this connection rejected; the engine makes its table with the first of them."""
    if not reading.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'").fetchall():
        return []
    found = reading.execute(
        "SELECT line, max(byte_position), min(error_type::VARCHAR), "
        f"any_value(left(csv_line, {_LONGEST_KEPT})) FROM reject_errors GROUP BY line, line_byte_position ORDER BY line"
    ).fetchall()
    return [_Error(*row) for row in found]


class DelimitedFile:
    """A text file whose columns stand between separators."""

    choices: Mapping[str, Mapping[str, str]] = {}

    def __init__(self, name: str, text: Text, dialect: Dialect, headers: Headers):
        self.name = name
        self.headers = headers
        self.reads = text.path
        self.understood = Understood(
            "CSV", text.encoding, dialect.separator, len(dialect.header), ends_whole=text.ends_with_newline
        )
        self._text = text
        self._dialect = dialect
        self._accepted = 0
        self._refused_numbers: list[int] = []

    def relation(self, *, placed: bool) -> str:
        number = "row_number() OVER () AS _record, " if placed else ""
        return f"SELECT {number}* FROM {self._scan('ignore_errors = true')}"

    def _scan(self, errors: str) -> str:
        columns = ", ".join(f"{quoting.text(h)}: 'VARCHAR'" for h in self.headers.names)
        separator = "\t" if self._dialect.separator == WHITESPACE else self._dialect.separator
        return (
            f"read_csv({quoting.text(str(self.reads))}, auto_detect = false, header = false, "
            f"skip = {self._dialect.skip}, delim = {quoting.text(separator)}, quote = '\"', "
            f"escape = '\"', max_line_size = {_LONGEST_ROW}, columns = {{{columns}}}, {errors})"
        )

    def examine(self, connection: duckdb.DuckDBPyConnection) -> list[RefusedRow]:
        self._refuse_cut()
        with connection.cursor() as reading:
            counted = reading.execute(f"SELECT count(*) FROM {self._scan('store_rejects = true')}").fetchall()
            errors = _errors(reading)
        found = [self._whole(error) for error in errors if error.raw.strip()]
        self._accepted = counted[0][0]
        self._refused_numbers = sorted({error.number for error in errors})
        if not self._accepted and not found:
            raise FileEmpty(self.name, sentence("it has a header and no rows"))
        places = self._lines_of_numbers(error.number for error in found)
        return [self._refused(places[error.number], error) for error in found]

    def _whole(self, error: _Error) -> _Error:
        """The parser gives up within a value that is too long and calls it unquoted; see for ourselves."""
        before = min(max(error.position - 1, 0), _LONGEST_KEPT)
        with self.reads.open("rb") as stream:
            stream.seek(max(error.position - 1, 0) - before)
            begun = stream.read(before).rpartition(b"\n")[2]
            row = begun + stream.read(_LONGEST_ROW + 1)
        if len(row) <= _LONGEST_ROW or b"\n" in row:
            return error
        raw = row[:_LONGEST_KEPT].decode(errors="replace")
        return replace(error, kind="LINE SIZE OVER MAXIMUM", raw=raw)

    def _refuse_cut(self) -> None:
        if self._text.quotes % 2 and (line := unclosed_quote(self.reads, self._dialect.separator)):
            raise FileCutShort(self.name, sentence("a quoted value that begins in line {line:,} never ends", line=line))

    def _refused(self, line: int, error: _Error) -> RefusedRow:
        if error.kind == "MISSING COLUMNS" and not self._text.ends_with_newline and line == self._text.lines:
            raise FileCutShort(self.name, sentence("its last line, {line:,}, ends in the middle of a row", line=line))
        reason, explanation = _REASONS.get(error.kind, ("unreadable", "the row cannot be read; mend it"))
        return RefusedRow(line, reason, explanation, error.raw.strip("\r\n"))

    @property
    def _has_plain_lines(self) -> bool:
        return self._text.lines == self._dialect.skip + self._accepted + len(self._refused_numbers)

    @property
    def only_spaces(self) -> bool:
        return self._text.only_spaces

    @property
    def line_offset(self) -> int | None:
        return self._dialect.skip if self._has_plain_lines and not self._refused_numbers else None

    def lines(self, records: Iterable[int]) -> dict[int, int]:
        wanted = sorted(set(records))
        if not self._has_plain_lines:
            return self._lines_counting_newlines(wanted)
        return {record: self._number(record) for record in wanted}

    def _number(self, record: int) -> int:
        """The row's number in the file when refused rows are counted as well."""
        number = -1
        after = self._dialect.skip + record
        while number != after:
            number, after = after, self._dialect.skip + record + bisect_right(self._refused_numbers, after)
        return number

    def _lines_counting_newlines(self, wanted: list[int]) -> dict[int, int]:
        refused, places = set(self._refused_numbers), {}
        remaining, record = set(wanted), 0
        numbered = enumerate(record_lines(self.reads, self._dialect.separator), start=1)
        for number, (line, blank) in islice(numbered, self._dialect.skip, None):
            if (blank and self._dialect.width > 1) or number in refused:
                continue
            record += 1
            if record in remaining:
                places[record] = line
                remaining.discard(record)
            if not remaining:
                break
        return places

    def _lines_of_numbers(self, numbers: Iterable[int]) -> dict[int, int]:
        """Lines of refused rows, which the engine counts as records, blank ones too."""
        wanted = set(numbers)
        if self._has_plain_lines or not wanted:
            return {number: number for number in wanted}
        numbered = enumerate(record_lines(self.reads, self._dialect.separator), start=1)
        return {number: line for number, (line, _) in numbered if number in wanted}


def open_delimited(path: Path, name: str, options: FileOptions, staging: Path) -> DelimitedFile:
    text = open_text(path, name, staging, options.encoding)
    dialect = find_dialect(text.path, options)
    if dialect.width > MOST_COLUMNS:
        raise TooManyColumns(name, dialect.width, MOST_COLUMNS)
    headers = Headers(tuple(options.columns)) if options.columns else name_headers(dialect.header, dialect.width)
    if dialect.separator == WHITESPACE:
        text = replace(text, path=_with_tabs(text.path, staging), quotes=0)
    return DelimitedFile(name, text, dialect, headers)


def _with_tabs(path: Path, staging: Path) -> Path:
    """A copy with one tab between columns, line for line, for files padded with blanks."""
    copy = staging / f"{len(list(staging.iterdir()))}-{path.name}.tabs"
    with path.open(encoding="utf-8-sig") as source, copy.open("w", encoding="utf-8") as target:
        target.writelines("\t".join(line.split()) + "\n" for line in source)
    return copy
