"""The kinds of file a source may be made of: one folder each, found here by name, suffix or first bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..sentence import sentence
from .delimited.file import open_delimited
from .excel.file import open_excel
from .faults import FileEmpty, NotThatFormat, UnknownFormat
from .jsonl.file import open_jsonl
from .mapping import FileOptions
from .opened import OpenedFile
from .parquet.file import open_parquet
from .spss.file import open_spss
from .xes.file import open_xes

Opener = Callable[[Path, str, FileOptions, Path], OpenedFile]

KINDS: dict[str, Opener] = {
    "csv": open_delimited,
    "excel": open_excel,
    "parquet": open_parquet,
    "jsonl": open_jsonl,
    "spss": open_spss,
    "xes": open_xes,
}

SUFFIXES: dict[str, str] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".sav": "spss",
    ".zsav": "spss",
    ".xes": "xes",
    ".xes.gz": "xes",
}

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "excel"),
    (b"\xd0\xcf\x11\xe0", "excel"),
    (b"PAR1", "parquet"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"\x1f\x8b", "xes"),
)


def kind_of(path: Path, name: str) -> str:
    """The kind a file's name says it is.

    Raises
        UnknownFormat: the name says nothing.
        NotThatFormat: its first bytes say something else.
    """
    suffix = next((s for s in sorted(SUFFIXES, key=len, reverse=True) if path.name.lower().endswith(s)), "")
    if not suffix:
        raise UnknownFormat(name, KINDS)
    kind = SUFFIXES[suffix]
    with path.open("rb") as stream:
        head = stream.read(8)
    found = next((k for beginning, k in _BEGINNINGS if head.startswith(beginning)), "")
    if found and found != kind:
        raise NotThatFormat(name, kind, sentence("its first bytes are those of {found}", found=found))
    return kind


def open_file(path: Path, name: str, options: FileOptions, staging: Path) -> OpenedFile:
    """Open one file of a source; ``name`` is how people call it.

    Raises
        SourceFault: it cannot be read as it is.
    """
    if path.stat().st_size == 0:
        raise FileEmpty(name, sentence("it has no bytes"))
    return KINDS[options.format or kind_of(path, name)](path, name, options, staging)
