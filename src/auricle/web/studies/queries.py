"""Reads of the room: what is known of a question."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from auricle.web.platform.public import ScreenState

from .kinds import Asked, kind_of
from .models import Study


@dataclass(frozen=True, slots=True)
class Studied:
    """A question with its answer so far; ``found`` is None before there is one.

    ``is_old`` says that the facts have changed since; ``row`` is None when nobody has asked yet.
    """

    kind: str
    asked: str
    row: Study | None
    found: Any
    is_old: bool


def studied(state: ScreenState, kind: str, asked: Asked) -> Studied:
    """What is known of a question, without asking it; a page shows ``studies/study.html`` until there is an answer."""
    kind_of(kind)
    row = Study.objects.of(state.record).filter(kind=kind, question=question_of(asked)).first()
    found = row.answer() if row else None
    is_old = bool(row and found is not None and row.version != state.workspace.version)
    return Studied(kind, written(asked), row, found, is_old)


def latest(state: ScreenState, kind: str) -> Any:
    """The newest answer of a kind for all customers, whatever else was asked; None before there is one."""
    return latest_of(state.record, kind)


def latest_of(workspace: object, kind: str) -> Any:
    """``latest`` where there is no page: by the application's row of the workspace. One about an earlier day, which
    somebody looked back at, is not the newest, however late it was worked out."""
    rows = Study.objects.of(workspace).filter(kind=kind, found__isnull=False).order_by("-found_at").defer("found")
    row = max((row for row in rows[:20] if not row.asked.get("where")), key=_day_of, default=None)
    return row.answer() if row else None


def _day_of(row: Study) -> tuple[str, Any]:
    found_at: Any = row.found_at
    return str(row.asked.get("to") or found_at.date().isoformat()), found_at


def question_of(asked: Asked) -> str:
    return hashlib.sha256(written(asked).encode()).hexdigest()


def written(asked: Asked) -> str:
    return json.dumps(dict(asked), sort_keys=True, ensure_ascii=False)
