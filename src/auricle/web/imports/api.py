"""Rows we could not accept, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from auricle.web.platform.public import Caller, Operation, Page, Paged, Words, placed_page

from .quarantine import Asked, rows
from .refusing import why

_SAME = ("row", "at", "source", "entity", "file", "line", "column", "reason", "state")


class AskedQuarantine(Paged):
    state: Literal["", "waiting", "replayed", "dismissed"] = "waiting"
    source: str = Field("", max_length=200)
    entity: str = Field("", max_length=200)
    reason: str = Field("", max_length=200, examples=["wrong_type"])


class Refused(BaseModel):
    """``why`` is a sentence with the next step; ``raw`` is the row as it came, which anybody may have written."""

    row: str
    at: datetime
    source: str | None
    entity: str | None
    file: str | None
    line: int | None
    column: str | None
    reason: str | None
    state: str | None
    why: str
    raw: Words | None


class Quarantine(Page):
    rows: list[Refused]


def _quarantine(caller: Caller, given: AskedQuarantine) -> Quarantine:
    asked = Asked(given.state, given.source, given.entity, given.reason)
    shown, after = placed_page(rows(caller.workspace, asked, given.limit + 1, given.after), given)
    return Quarantine(rows=[_refused(row) for row in shown], next=after)


def _refused(row: dict[str, Any]) -> Refused:
    raw = Words(untrusted_text=row["raw"]) if row["raw"] else None
    return Refused(**{name: row[name] for name in _SAME}, why=why(row), raw=raw)


OPERATIONS = (
    Operation(
        "quarantine", "/quarantine", "see quarantine",
        "Rows that could not be accepted, the newest first. Where each came from, and why it was refused.",
        AskedQuarantine, Quarantine, _quarantine,
    ),
)  # fmt: skip
