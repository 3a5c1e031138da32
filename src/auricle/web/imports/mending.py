"""Quarantined rows on their way out to be mended, and the mapping they come back through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auricle.sentence import sentence
from auricle.sources import SourceFault, export_quarantine
from auricle.web.platform.public import ScreenState, folder_of

from .models import ImportRun
from .naming import kept_name

SUFFIX = ".csv"


class MappingLost(SourceFault):
    def __init__(self, source: str):
        super().__init__(
            sentence(
                "no mapping called {source!r} is kept; import a file of it again, or keep its mapping", source=source
            )
        )


def mapping_text(workspace: Any, source: str) -> str:
    """The mapping of a source: as it was last run here, else as the workspace keeps it.

    Raises
        MappingLost: there is neither.
    """
    runs = ImportRun.objects.of(workspace).filter(name=source, state=ImportRun.State.DONE)
    if last := runs.first():
        return last.mapping
    kept = folder_of(workspace.slug) / "sources" / f"{Path(source).name}.yaml"
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    raise MappingLost(source)


def written_to_mend(state: ScreenState, source: str, folder: Path) -> Path:
    """Every waiting row of a source, with its reason, in a file to be mended."""
    path = folder / f"{kept_name(source)}{SUFFIX}"
    export_quarantine(state.workspace.store, path, source)
    return path
