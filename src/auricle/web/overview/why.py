"""Why a score rose while its base shrank: looked up after the page, then said beside it."""

from __future__ import annotations

from auricle.analysis.movement import NobodyInBoth
from auricle.understanding.fates import TooFewApart, TooFewTwice
from auricle.understanding.movement import Movement, WindowsOverlap
from auricle.understanding.scoring import NotAScore
from auricle.web.platform.public import Span, is_known, remembered
from auricle.workspace import Workspace

from .figures import REFUSALS

UNTOLD = (*REFUSALS, NobodyInBoth, NotAScore, TooFewApart, TooFewTwice, WindowsOverlap)


def is_explained(workspace: Workspace, name: str, span: Span, where: str) -> bool:
    return is_known(workspace, _key(name, span, where))


def explained(workspace: Workspace, name: str, span: Span, where: str) -> Movement | None:
    """The score taken apart; None where it cannot be."""
    return remembered(workspace, _key(name, span, where), lambda: _asked(workspace, name, span, where))


def _key(name: str, span: Span, where: str) -> tuple[object, ...]:
    return "why", name, span, where


def _asked(workspace: Workspace, name: str, span: Span, where: str) -> Movement | None:
    before, after = (span.before_start, span.before_end), (span.start, span.end)
    try:
        return workspace.movement(name, before, after, where=where)
    except UNTOLD:
        return None
