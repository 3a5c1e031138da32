"""The opened workspaces of this process: one each, shared by all its threads."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from auricle.workspace import Workspace

_opened: dict[Path, Workspace] = {}
_lock = threading.Lock()


def folder_of(slug: str) -> Path:
    return Path(settings.HOME) / "workspaces" / slug


def facts_of(slug: str) -> Workspace:
    """The facts of a workspace, opened at the first need and kept open."""
    import auricle

    folder = folder_of(slug)
    with _lock:
        if folder not in _opened:
            _opened[folder] = auricle.open(folder)
        return _opened[folder]


def create_folder(slug: str, name: str, zone: str, currency: str) -> None:
    """Lay a workspace's folder down, with its settings and places for its own measures and mappings."""
    folder = folder_of(slug)
    for part in ("measures", "sources"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    settings_text = yaml.safe_dump(
        {"name": name, "zone": zone, "currency": currency}, allow_unicode=True, sort_keys=False
    )
    (folder / "auricle.yaml").write_text(settings_text, encoding="utf-8")


def open_all() -> None:
    """Open every workspace of the home, so that this process owns their stores and lets others in."""
    for folder in sorted(folder_of("").glob("*/auricle.yaml")):
        facts_of(folder.parent.name)


def reopen(slug: str) -> None:
    """Let the next request read the folder anew, because its settings changed."""
    with _lock:
        if workspace := _opened.pop(folder_of(slug), None):
            workspace.close()


def close_all() -> None:
    with _lock:
        while _opened:
            _opened.popitem()[1].close()


def last_day(slug: str) -> date:
    """The last day anything happened in the workspace, today when nothing did."""
    return timezone.localdate()


def segments(slug: str) -> tuple[str, ...]:
    """The segments customers are in, by name."""
    return ()
