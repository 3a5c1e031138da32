"""A folder that another system writes files into: tickets, calls or reviews, read by a mapping the workspace keeps."""

from __future__ import annotations

import time
from collections.abc import Mapping as Keyed
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from auricle.sentence import sentence, sentence_of
from auricle.sources import Mapping, SourceFault
from auricle.web.imports.public import kept_mapping
from auricle.web.platform.public import folder_of

from ..incoming import Pulled, Reading
from ..parcels import Undelivered
from ..transport import Source
from .form import FilesForm

SETTLED_SECONDS = 10
"""A file younger than that may still be being written."""


class Files(Source):
    name = "files"
    title = _("Folder of files")
    about = _(
        "Tickets, calls or reviews that another system writes into a folder on this server, as any file you import."
    )
    icon = "file-import"
    form = FilesForm

    def look(self, reading: Reading) -> str:
        folder = place(reading)
        found = there(_mapping(reading), folder)
        return sentence("{folder} holds {files:,} files for this mapping", folder=str(folder), files=len(found))

    def pull(self, reading: Reading) -> Pulled:
        """Files that are new, have changed, or could not be read last time; each by itself where a mapping has one."""
        mapping, folder, known = _mapping(reading), place(reading), reading.position.get("files", {})
        names = {path: path.relative_to(folder).as_posix() for path in there(mapping, folder)}
        new = [path for path, name in names.items() if _is_settled(path) and _is_new(path, known.get(name, {}))]
        together = tuple((path,) for path in new) if len(mapping.files) == 1 else ((*names,),) if new else ()
        kept = {name: known[name] for name in names.values() if name in known}
        return Pulled({"files": kept}, files=together)


def place(reading: Reading) -> Path:
    """The folder, made when it is not there.

    Raises
        Undelivered: it cannot be made.
    """
    folder = folder_of(reading.workspace) / "incoming" / str(reading.settings["folder"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = sentence("{folder} cannot be made: {reason}", folder=str(folder), reason=error.strerror or "")
        raise Undelivered(said) from error
    return folder


def there(mapping: Mapping, folder: Path) -> list[Path]:
    """The files that a mapping speaks of."""
    found = {path for alias in mapping.files for path in folder.glob(mapping.file(alias).pattern)}
    return sorted(path for path in found if path.is_file() and path.resolve().is_relative_to(folder.resolve()))


def mark(path: Path) -> list[int]:
    """What tells that a file has changed: its size and when it was written, in nanoseconds."""
    is_now = path.stat()
    return [is_now.st_size, is_now.st_mtime_ns]


def _is_settled(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > SETTLED_SECONDS


def _is_new(path: Path, known: Keyed[str, Any]) -> bool:
    return known.get("mark") != mark(path) or bool(known.get("trouble"))


def _mapping(reading: Reading) -> Mapping:
    name = str(reading.settings["mapping"])
    try:
        return kept_mapping(reading.workspace, name)
    except FileNotFoundError:
        said = sentence(
            "no mapping called {source!r} is kept; import a file of it again, or keep its mapping", source=name
        )
        raise Undelivered(said) from None
    except SourceFault as fault:
        raise Undelivered(sentence_of(fault)) from fault
