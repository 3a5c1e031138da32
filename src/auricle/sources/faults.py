"""What can be wrong with a source as a whole. Each names the thing and the next step; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class SourceFault(Exception):
    """A source cannot be imported as it is; nothing of it was stored."""


class NoSuchFile(SourceFault):
    def __init__(self, alias: str, pattern: str, folder: object):
        super().__init__(
            f"the mapping's file {alias!r} is {pattern!r}, and no file in {folder} is called that; "
            "put it there, or mend the pattern under files:"
        )


class FileEmpty(SourceFault):
    def __init__(self, file: str, detail: str = "it has no rows"):
        super().__init__(f"{file} is empty: {detail}; export it again")


class FileCutShort(SourceFault):
    def __init__(self, file: str, detail: str):
        super().__init__(f"{file} was cut short: {detail}; export or copy it again")


class NotThatFormat(SourceFault):
    def __init__(self, file: str, format_: str, detail: str):
        super().__init__(
            f"{file} cannot be read as {format_}: {detail}; say which `format:` it has, or export it again"
        )


class UnknownFormat(SourceFault):
    def __init__(self, file: str, formats: Iterable[str]):
        super().__init__(f"{file} is of no kind we know by its name; say `format:` as one of {', '.join(formats)}")


class Undecodable(SourceFault):
    def __init__(self, file: str, encoding: str, detail: str):
        super().__init__(
            f"{file} is not {encoding} text: {detail}; say its `encoding:` in the mapping, or export it again"
        )


class ExpandsTooFar(SourceFault):
    """A small file that would unpack to an enormous one: a zip bomb, or entities within entities."""

    def __init__(self, file: str, detail: str):
        super().__init__(f"{file} was not opened: {detail}; if you trust it, save it as CSV and import that")


class TooManyColumns(SourceFault):
    def __init__(self, file: str, columns: int, most: int):
        super().__init__(
            f"{file} has {columns:,} columns and we read up to {most:,}; "
            "check the separator, or turn the columns into rows before exporting"
        )


class ColumnMissing(SourceFault):
    def __init__(self, file: str, header: str, headers: Iterable[str]):
        known = list(headers)
        near = get_close_matches(header, known, n=1, cutoff=0.5) or [h for h in known if h.lower() == header.lower()]
        hint = (
            f"the nearest is {near[0]!r}"
            if near
            else f"it has {', '.join(known[:12])}{' …' if len(known) > 12 else ''}"
        )
        super().__init__(
            f"{file} has no column {header!r}, which the mapping names; {hint}: mend the mapping or the file"
        )


class HeaderRepeated(SourceFault):
    def __init__(self, file: str, header: str):
        super().__init__(
            f"{file} has several columns called {header!r}; name the one you mean in the mapping, "
            f"{header + ' (1)'!r} or {header + ' (2)'!r}, counted from the left"
        )


class SelectRefused(SourceFault):
    def __init__(self, entity: str, detail: str):
        super().__init__(f"the select: of {entity} was not run: {detail}")
