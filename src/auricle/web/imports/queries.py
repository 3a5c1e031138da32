"""Reads of the import room."""

from __future__ import annotations

from pathlib import Path

from auricle.web.platform.public import folder_of


def kept_mappings(slug: str) -> list[str]:
    """Names of the mappings the workspace keeps."""
    return sorted(path.stem for path in Path(folder_of(slug) / "sources").glob("*.yaml"))
