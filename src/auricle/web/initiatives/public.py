"""The door of the room: initiatives as other rooms read them, and measures without learning or action."""

from __future__ import annotations

from .models import CauseKind, Initiative
from .queries import Line, Looked, line_of, lines, linked_cases, looked_at

__all__ = [
    "CauseKind",
    "Initiative",
    "Line",
    "Looked",
    "initiative_of",
    "line_of",
    "lines",
    "linked_cases",
    "looked_at",
]


def initiative_of(workspace: object, pk: int) -> Initiative | None:
    """One initiative of a workspace; None when there is none of that number."""
    return Initiative.objects.of(workspace).filter(pk=pk).first()
