"""Reads of the import room."""

from __future__ import annotations

from pathlib import Path

from auricle.sources import Mapping, read_mapping
from auricle.web.platform.public import folder_of


def kept_mappings(slug: str) -> list[str]:
    """Names of the mappings the workspace keeps."""
    return sorted(path.stem for path in Path(folder_of(slug) / "sources").glob("*.yaml"))


def kept_mapping(slug: str, name: str) -> Mapping:
    """A mapping the workspace keeps.

    Raises
        FileNotFoundError: none is kept under this name. SourceFault: it was changed into something that is no mapping.
    """
    return read_mapping(Path(folder_of(slug) / "sources" / f"{Path(name).name}.yaml"))
