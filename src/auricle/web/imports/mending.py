"""Quarantined rows on their way out to be mended, and back in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from auricle.sources import ImportReport, Mapping, SourceFault, export_quarantine, parse_mapping, replay
from auricle.web.platform.public import ScreenState, folder_of

from .models import ImportRun
from .naming import kept_name

SUFFIX = ".csv"


class MappingLost(SourceFault):
    def __init__(self, source: str):
        super().__init__(f"no mapping called {source!r} is kept; import a file of it again, or keep its mapping")


def mapping_of(state: ScreenState, source: str) -> Mapping:
    """The mapping of a source: as it was last run here, else as the workspace keeps it.

    Raises
        MappingLost: there is neither.
    """
    runs = ImportRun.objects.of(state.record).filter(name=source, state=ImportRun.State.DONE)
    if last := runs.first():
        return parse_mapping(last.mapping)
    kept = folder_of(state.record.slug) / "sources" / f"{Path(source).name}.yaml"
    if kept.exists():
        return parse_mapping(kept.read_text(encoding="utf-8"), kept.name)
    raise MappingLost(source)


def written_to_mend(state: ScreenState, source: str, folder: Path) -> Path:
    """Every waiting row of a source, with its reason, in a file to be mended."""
    path = folder / f"{kept_name(source)}{SUFFIX}"
    export_quarantine(state.workspace.store, path, source)
    return path


def try_again(state: ScreenState, source: str, name: str, chunks: Iterable[bytes]) -> ImportReport:
    """Take a mended file back; what passes now is stored, the rest keeps waiting.

    Raises
        SourceFault: the file is no export of the quarantine, or the mapping is gone.
    """
    with tempfile.TemporaryDirectory(prefix="mended-") as folder:
        path = Path(folder) / kept_name(name)
        with path.open("wb") as file:
            file.writelines(chunks)
        return replay(mapping_of(state, source), state.workspace.store, path)
