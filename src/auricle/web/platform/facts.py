"""The opened workspaces of this process: one each, shared by all its threads."""

from __future__ import annotations

import logging
import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

import auricle

if TYPE_CHECKING:
    from auricle.workspace import Workspace

log = logging.getLogger(__name__)

_opened: dict[Path, Workspace] = {}
_lock = threading.Lock()


def folder_of(slug: str) -> Path:
    return Path(settings.HOME) / "workspaces" / slug


def facts_of(slug: str) -> Workspace:
    """The facts of a workspace, opened at the first need and kept open."""
    folder = folder_of(slug)
    with _lock:
        if folder not in _opened:
            _opened[folder] = auricle.open(folder)
        return _opened[folder]


def create_folder(slug: str, name: str, zone: str, currency: str) -> None:
    """Lay a workspace's folder down and open it."""
    with _lock:
        _opened[folder_of(slug)] = auricle.create(folder_of(slug), name=name, zone=zone, currency=currency)


def open_all() -> None:
    """Open every workspace of the home, so that this process owns their stores and lets others in.

    One that cannot be opened is reported and left out; the others are served.
    """
    for folder in sorted(folder_of("").glob("*/auricle.yaml")):
        try:
            facts_of(folder.parent.name)
        except Exception:
            log.exception("workspace %s cannot be opened; its pages will say why", folder.parent.name)


def close(slug: str) -> None:
    """Let go of a workspace; whoever needs it next reads its folder anew."""
    with _lock:
        if workspace := _opened.pop(folder_of(slug), None):
            workspace.close()


def close_all() -> None:
    with _lock:
        while _opened:
            _opened.popitem()[1].close()


def last_day(slug: str) -> date:
    """The last day anything happened in the workspace, today when nothing did."""
    return facts_of(slug).last_day


def segments(slug: str) -> tuple[str, ...]:
    """The segments customers are in, by name; read anew when the facts have changed."""
    workspace = facts_of(slug)
    key = f"segments:{slug}:{workspace.version}"
    found = cache.get(key)
    if found is None:
        found = tuple(str(value) for value in workspace.values("customers", "segment") if value is not None)
        cache.set(key, found, 24 * 3600)
    return found
