"""Auricle: customer experience management, as a library.

>>> import auricle
>>> ws = auricle.open("acme")  # doctest: +SKIP
>>> ws.measure("nps", by=["month"])  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .workspace import Workspace


def open(workspace: str | Path) -> Workspace:
    """Open a workspace by its folder, or by its name in the home; see ``auricle.workspace.open``."""
    from . import workspace as room

    return room.open(workspace)


def create(workspace: str | Path, *, name: str = "", zone: str = "UTC", currency: str = "") -> Workspace:
    """Make a workspace and open it; see ``auricle.workspace.create``."""
    from . import workspace as room

    return room.create(workspace, name=name, zone=zone, currency=currency)


__all__ = ["create", "open"]
