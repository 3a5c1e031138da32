"""The door of the room: a person's latest days, for pages of others that are about them."""

from __future__ import annotations

from auricle.workspace import Workspace

from .moments import Day, days
from .wording import kind_of_rows

__all__ = ["Day", "kind_of_rows", "latest_days"]

LATEST = 12


def latest_days(workspace: Workspace, customer: str, limit: int = LATEST) -> tuple[Day, ...]:
    """The newest events of a customer, by day; drawn by ``customers/stretch.html`` with ``days``."""
    return days(workspace, customer, workspace.stretch(customer, limit))
