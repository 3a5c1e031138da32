"""What can be wrong with a source as a whole. Each names the thing and the next step; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ..sentence import sentence, sentence_of

_NO_ROWS = sentence("it has no rows")


class SourceFault(Exception):
    """A source cannot be imported as it is; nothing of it was stored."""


class NoSuchFile(SourceFault):
    def __init__(self, alias: str, pattern: str, folder: object):
        super().__init__(
            sentence(
                "the mapping's file {alias!r} is {pattern!r}, and no file in {folder} is called that; put it "
                "there, or mend the pattern under files:",
                alias=alias,
                pattern=pattern,
                folder=folder,
            )
        )


class UnknownIdentity(SourceFault):
    def __init__(self, entity: str, error: Exception):
        super().__init__(
            sentence("the customer of {entity}: {reason}", entity=entity, reason=sentence_of(error)),
        )


class FileEmpty(SourceFault):
    def __init__(self, file: str, detail: str = _NO_ROWS):
        super().__init__(sentence("{file} is empty: {detail}; export it again", file=file, detail=detail))


class FileCutShort(SourceFault):
    def __init__(self, file: str, detail: str):
        super().__init__(sentence("{file} was cut short: {detail}; export or copy it again", file=file, detail=detail))


class NotThatFormat(SourceFault):
    def __init__(self, file: str, format_: str, detail: str):
        super().__init__(
            sentence(
                "{file} cannot be read as {format}: {detail}; say which `format:` it has, or export it again",
                file=file,
                format=format_,
                detail=detail,
            )
        )


class UnknownFormat(SourceFault):
    def __init__(self, file: str, formats: Iterable[str]):
        super().__init__(
            sentence(
                "{file} is of no kind we know by its name; say `format:` as one of {formats}",
                file=file,
                formats=", ".join(formats),
            )
        )


class Undecodable(SourceFault):
    def __init__(self, file: str, encoding: str, detail: str):
        super().__init__(
            sentence(
                "{file} is not {encoding} text: {detail}; say its `encoding:` in the mapping, or export it again",
                file=file,
                encoding=encoding,
                detail=detail,
            )
        )


class ExpandsTooFar(SourceFault):
    """A small file that would unpack to an enormous one: a zip bomb, or entities within entities."""

    def __init__(self, file: str, detail: str):
        super().__init__(
            sentence(
                "{file} was not opened: {detail}; if you trust it, save it as CSV and import that",
                file=file,
                detail=detail,
            )
        )


class TooManyColumns(SourceFault):
    def __init__(self, file: str, columns: int, most: int):
        super().__init__(
            sentence(
                "{file} has {columns:,} columns and we read up to {most:,}; check the separator, or turn the "
                "columns into rows before exporting",
                file=file,
                columns=columns,
                most=most,
            )
        )


class ColumnMissing(SourceFault):
    def __init__(self, file: str, header: str, headers: Iterable[str]):
        known = list(headers)
        near = get_close_matches(header, known, n=1, cutoff=0.5) or [h for h in known if h.lower() == header.lower()]
        hint = (
            sentence("the nearest is {near!r}", near=near[0])
            if near
            else sentence("it has {headers}", headers=", ".join(known[:12]) + (" …" if len(known) > 12 else ""))
        )
        super().__init__(
            sentence(
                "{file} has no column {header!r}, which the mapping names; {hint}: mend the mapping or the file",
                file=file,
                header=header,
                hint=hint,
            )
        )


class HeaderRepeated(SourceFault):
    def __init__(self, file: str, header: str):
        super().__init__(
            sentence(
                "{file} has several columns called {header!r}; name the one you mean in the mapping, "
                "{first!r} or {second!r}, counted from the left",
                file=file,
                header=header,
                first=header + " (1)",
                second=header + " (2)",
            )
        )


class SelectRefused(SourceFault):
    def __init__(self, entity: str, detail: str):
        super().__init__(sentence("the select: of {entity} was not run: {detail}", entity=entity, detail=detail))
