"""SPSS .sav files, read by pyreadstat a chunk at a time; value labels are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyreadstat

from ..faults import NotThatFormat
from ..headers import Headers
from ..mapping import FileOptions
from ..opened import Understood
from ..staged import Row, StagedFile, as_text, stage_rows

_CHUNK = 20_000


def open_spss(path: Path, name: str, options: FileOptions, staging: Path) -> StagedFile:
    """Codes as they are stored, or their labels when the mapping says ``labels: true``."""
    try:
        _, meta = pyreadstat.read_sav(str(path), metadataonly=True, encoding=options.encoding or None)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
        raise NotThatFormat(name, "SPSS", str(error)) from error
    labels = {v: text for v, text in meta.column_names_to_labels.items() if text}
    headers = Headers(tuple(meta.column_names), labels=labels)
    choices = {
        v: {as_text(code) or "": label for code, label in c.items()} for v, c in meta.variable_value_labels.items()
    }
    reads = stage_rows(name, staging, headers, _rows(path, name, options, choices if options.labels else {}))
    understood = Understood("SPSS", meta.file_encoding or "")
    return StagedFile(name, headers, understood, reads, choices=choices)


def _rows(path: Path, name: str, options: FileOptions, choices: dict[str, dict[str, str]]) -> Iterator[Row]:
    number = 0
    try:
        chunks = pyreadstat.read_file_in_chunks(
            pyreadstat.read_sav, str(path), chunksize=_CHUNK, output_format="dict", encoding=options.encoding or None
        )
        for columns, _ in chunks:
            for values in zip(*(_texts(v, choices.get(n, {})) for n, v in columns.items()), strict=True):
                number += 1
                yield number, values
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
        raise NotThatFormat(name, "SPSS", str(error)) from error


def _texts(values: Any, choices: dict[str, str]) -> list[str | None]:
    texts = [as_text(v.item() if hasattr(v, "item") else v) for v in values]
    return [choices.get(t, t) if t is not None else None for t in texts]
