"""Event logs in XES (IEEE 1849), plain or gzipped, parsed as a stream; documents that declare entities are refused."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from ...sentence import sentence
from ..faults import ExpandsTooFar, FileCutShort, NotThatFormat
from ..headers import Headers
from ..mapping import FileOptions
from ..opened import Understood
from ..staged import StagedFile, stage_rows

_PIECE = 1 << 18
_VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})


def open_xes(path: Path, name: str, options: FileOptions, staging: Path) -> StagedFile:
    """One row per event; the attributes of its trace are the columns ``case:…``.

    The file is read twice, first for the names of its attributes, so that nothing is held in memory.
    """
    names: dict[str, None] = {}
    for _, event in _events(path, name):
        names.update(dict.fromkeys(event))
    headers = Headers(tuple(names))
    rows = ((place, [event.get(n) for n in names]) for place, event in _placed(_events(path, name)))
    return StagedFile(name, headers, Understood("XES"), stage_rows(name, staging, headers, rows))


def _placed(events: Iterator[tuple[int, dict[str, str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each event with its line, or the next number where several events stand in one line."""
    place = 0
    for line, event in events:
        place = max(line, place + 1)
        yield place, event


class _Log:
    """Collects events while the parser walks the document."""

    def __init__(self, name: str, parser: expat.XMLParserType):
        self.ready: list[tuple[int, dict[str, str]]] = []
        self._name = name
        self._parser = parser
        self._open: list[str] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] = {}
        self._line = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else ""
        self._open.append(tag)
        if len(self._open) == 1 and tag != "log":
            raise NotThatFormat(self._name, "XES", sentence("the document is a <{tag}>, not a <log>", tag=tag))
        if tag == "trace":
            self._trace = {}
        elif tag == "event":
            self._event, self._line = {}, self._parser.CurrentLineNumber
        elif tag in _VALUES and parent in ("trace", "event") and "key" in attributes:
            about = self._trace if parent == "trace" else self._event
            prefix = "case:" if parent == "trace" else ""
            about[prefix + attributes["key"]] = attributes.get("value", "")

    def end(self, tag: str) -> None:
        self._open.pop()
        if tag == "event":
            self.ready.append((self._line, {**self._event, **self._trace}))

    def refuse_declarations(self, *_: object) -> None:
        raise ExpandsTooFar(
            self._name, sentence("it declares a document type, by which a few lines can become gigabytes")
        )


def _events(path: Path, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    parser = expat.ParserCreate()
    log = _Log(name, parser)
    parser.StartElementHandler = lambda tag, attributes: log.start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: log.end(tag.rpartition(":")[2])
    parser.StartDoctypeDeclHandler = log.refuse_declarations
    parser.buffer_text = True
    try:
        with _opened(path) as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
                yield from log.ready
                log.ready.clear()
        parser.Parse(b"", True)
    except EOFError as error:
        raise FileCutShort(name, sentence("its compressed data end too soon")) from error
    except (gzip.BadGzipFile, OSError) as error:
        raise NotThatFormat(name, "gzip", str(error)) from error
    except expat.ExpatError as error:
        raise _xml_fault(name, error) from error


def _xml_fault(name: str, error: expat.ExpatError) -> Exception:
    unfinished = (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
    if expat.ErrorString(error.code) in unfinished:
        return FileCutShort(name, sentence("its XML is not finished (line {lineno:,})", lineno=error.lineno))
    return NotThatFormat(name, "XES", sentence("its XML is wrong ({error})", error=error))


def _opened(path: Path) -> IO[bytes] | gzip.GzipFile:
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")
