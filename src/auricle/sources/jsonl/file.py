"""JSON lines: one object a line; nested objects become columns with a dot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from ...sentence import sentence
from ..delimited.text import open_text
from ..faults import FileCutShort, NotThatFormat
from ..headers import Headers
from ..mapping import FileOptions
from ..opened import RefusedRow, Understood
from ..staged import StagedFile, as_text, stage_rows

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def open_jsonl(path: Path, name: str, options: FileOptions, staging: Path) -> StagedFile:
    """Every key of any line is a column; a line that is no object is refused by itself.

    Raises
        FileCutShort: the last line breaks off.
        NotThatFormat: not even the first line is an object.
    """
    text = open_text(path, name, staging, options.encoding)
    names: dict[str, None] = {}
    refused: list[RefusedRow] = []
    for line, found in _objects(text.path):
        if isinstance(found, RefusedRow):
            if line == 1:
                raise NotThatFormat(name, "JSON lines", sentence("line 1 is not an object"))
            if line == text.lines and not text.ends_with_newline:
                raise FileCutShort(name, sentence("its last line, {line:,}, breaks off", line=line))
            refused.append(found)
        else:
            names.update(dict.fromkeys(found))
    headers = Headers(tuple(names))
    rows = ((line, [o.get(n) for n in names]) for line, o in _objects(text.path) if isinstance(o, dict))
    reads = stage_rows(name, staging, headers, rows)
    return StagedFile(name, headers, Understood("JSON lines", text.encoding), reads, refused=refused)


def _objects(path: Path) -> Iterator[tuple[int, dict[str, str | None] | RefusedRow]]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield number, _object(number, line)


def _object(number: int, line: bytes) -> dict[str, str | None] | RefusedRow:
    try:
        found = _decode(line.removeprefix(b"\xef\xbb\xbf"))
    except msgspec.DecodeError:
        found = None
    if isinstance(found, dict):
        return dict(_flat(found))
    raw = line[:20_000].decode(errors="replace").strip()
    return RefusedRow(number, "unreadable", "the line is not one JSON object; mend the line", raw)


def _flat(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{prefix}{key}.")
        elif isinstance(inner, list):
            yield prefix + key, _encode(inner).decode()
        else:
            yield prefix + key, as_text(inner)
