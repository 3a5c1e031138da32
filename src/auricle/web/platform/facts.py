"""The opened workspaces of this process: one each, shared by all its threads."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

import auricle
from auricle.model.document import DocumentError
from auricle.store.engines.owner.serving import Serving, serve_store
from auricle.store.store import StoreAway
from auricle.workspace import Workspace

from .remembered import remembered
from .rounds import wake

EMBEDDED = "duckdb"
UNREADY = (StoreAway, DocumentError)
"""Facts that cannot be had until somebody mends what the error names; others' work goes on."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A workspace this process has open; ``door`` lets other processes in when its store is ours."""

    workspace: Workspace
    door: Serving | None


_opened: dict[Path, Opened] = {}
_lock = threading.Lock()
_is_owner = False


def folder_of(slug: str) -> Path:
    return Path(settings.HOME) / "workspaces" / slug


def facts_of(slug: str) -> Workspace:
    """The facts of a workspace, opened at the first need and kept open."""
    folder = folder_of(slug)
    with _lock:
        if folder not in _opened:
            _opened[folder] = _with_door(auricle.open(folder))
        return _opened[folder].workspace


def create_folder(slug: str, name: str, zone: str, currency: str) -> None:
    """Lay a workspace's folder down and open it."""
    with _lock:
        made = auricle.create(folder_of(slug), name=name, zone=zone, currency=currency)
        _opened[folder_of(slug)] = _with_door(made)


def open_all() -> None:
    """Open every workspace of the home, so that this process owns their stores and lets others in.

    One that cannot be opened is reported and left out; the others are served.
    """
    global _is_owner
    _is_owner = True
    for folder in sorted(folder_of("").glob("*/auricle.yaml")):
        try:
            facts_of(folder.parent.name)
        except UNREADY as error:
            log.error("workspace %s cannot be opened; its pages will say why: %s", folder.parent.name, error)
        except Exception:
            log.exception("workspace %s cannot be opened; its pages will say why", folder.parent.name)


def reopen(slug: str) -> None:
    """Read a workspace's folder anew, because its settings changed."""
    close(slug)
    facts_of(slug)


def close(slug: str) -> None:
    with _lock:
        if opened := _opened.pop(folder_of(slug), None):
            _shut(opened)


def close_all() -> None:
    with _lock:
        while _opened:
            _shut(_opened.popitem()[1])


def _with_door(workspace: Workspace) -> Opened:
    ours = _is_owner and workspace.store.name == EMBEDDED
    return Opened(workspace, serve_store(workspace.store, workspace.folder, wake) if ours else None)


def _shut(opened: Opened) -> None:
    if opened.door:
        opened.door.close()
    opened.workspace.close()


def segments(slug: str) -> tuple[str, ...]:
    """The segments customers are in, by name; read anew when the facts have changed."""
    workspace = facts_of(slug)

    def look() -> tuple[str, ...]:
        return tuple(str(value) for value in workspace.values("customers", "segment") if value is not None)

    return remembered(workspace, ("segments",), look)
