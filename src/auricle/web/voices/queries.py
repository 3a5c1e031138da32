"""Reads of the room: corrections as the library takes them, and comments with what was read in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from auricle.understanding.voices.reading import PERSON, Correction
from auricle.understanding.voices.texts import COLUMNS, texts_of
from auricle.web.platform.public import ScreenState, remembered
from auricle.workspace import Workspace

from .models import Corrected

NEWEST = 2_000
"""Mentions of a theme among which comments are looked for."""
PAGE = 20


@dataclass(frozen=True, slots=True)
class Comment:
    """One text with what was read in it; rows are those of readings and mentions."""

    feedback: str
    at: datetime
    customer: str
    text: str
    reading: Mapping[str, Any]
    mentions: Sequence[Mapping[str, Any]]

    @property
    def is_corrected(self) -> bool:
        return any(row["labelled_by"] == PERSON for row in self.mentions) or self.reading.get("confidence") == 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comments: parts left empty do not narrow."""

    where: str = ""
    from_: Any = None
    to: Any = None
    theme: str = ""
    language: str = ""
    tone: str = ""
    action: str = ""
    conflict: str = ""
    product: str = ""


def corrections(workspace: object) -> list[Correction]:
    """What people corrected, oldest first."""
    rows = Corrected.objects.of(workspace).order_by("made_at")
    return [Correction(row.feedback, row.theme, row.sentiment, row.action, row.word) for row in rows]


def themes_to_speak_of(state: ScreenState) -> set[str]:
    """Names of the workspace's themes, and of those that its mentions have besides."""

    def look() -> set[str]:
        return {str(value) for value in state.workspace.values("mentions", "theme")}

    named = {each.name for each in state.workspace.themes.themes}
    return named | remembered(state.workspace, ("themes in use",), look)


def comments(facts: Workspace, wanted: Wanted, start: int, size: int = PAGE) -> tuple[list[Comment], bool]:
    """So many comments after the first ``start``, the newest first, and whether there are more."""
    rows = _of_theme(facts, wanted)[start:] if wanted.theme else _of_readings(facts, wanted, start, size)
    return _whole(facts, rows[:size]), len(rows) > size


def comment(facts: Workspace, feedback: str) -> Comment | None:
    """One text as it was read."""
    rows = facts.store.find("readings", pa.array([feedback]), "feedback").to_pylist()
    return next(iter(_whole(facts, rows[:1])), None)


def _of_readings(facts: Workspace, wanted: Wanted, start: int, size: int) -> list[dict[str, Any]]:
    where = _joined(wanted.where, *_narrowed(wanted))
    found = facts.facts("readings", where, wanted.from_, wanted.to, size + 1, start, "at desc")
    return list(found.to_pylist())


def _of_theme(facts: Workspace, wanted: Wanted) -> list[dict[str, Any]]:
    """Readings of the newest mentions of a theme; the tone asked for is then that of the mention."""
    said = [_is("theme", wanted.theme), *([_is("sentiment_sign", wanted.tone)] if wanted.tone else [])]
    mentions = facts.facts("mentions", _joined(wanted.where, *said), wanted.from_, wanted.to, NEWEST, 0, "at desc")
    keys = mentions["feedback"].combine_chunks()
    found = {row["feedback"]: row for row in facts.store.find("readings", keys, "feedback").to_pylist()}
    asked = {
        name: getattr(wanted, name) for name in ("language", "action", "conflict", "product") if getattr(wanted, name)
    }
    rows = [found[key] for key in dict.fromkeys(keys.to_pylist()) if key in found]
    return [row for row in rows if all(_fits(row[name], value) for name, value in asked.items())]


def _fits(value: object, asked: str) -> bool:
    return value is not None if asked == "any" else value == asked


def _narrowed(wanted: Wanted) -> list[str]:
    said = [
        _is(name, getattr(wanted, name)) for name in ("language", "tone", "action", "product") if getattr(wanted, name)
    ]
    if wanted.conflict:
        said.append("conflict is not null" if wanted.conflict == "any" else _is("conflict", wanted.conflict))
    return said


def _whole(facts: Workspace, readings: Sequence[Mapping[str, Any]]) -> list[Comment]:
    keys = pa.array([row["feedback"] for row in readings], pa.string())
    if not len(keys):
        return []
    feedback = facts.store.find("feedback", keys, "", (*COLUMNS, "text")).to_pylist()
    texts = {text.feedback: text.text for text in texts_of(facts.store, feedback)}
    mentions: dict[str, list[dict[str, Any]]] = {}
    for row in facts.store.find("mentions", keys, "feedback").to_pylist():
        mentions.setdefault(row["feedback"], []).append(row)
    return [
        Comment(
            row["feedback"],
            row["at"],
            row["customer"] or "",
            texts.get(row["feedback"], ""),
            row,
            sorted(mentions.get(row["feedback"], []), key=lambda mention: mention["span_start"] or 0),
        )
        for row in readings
    ]


def _joined(*parts: str) -> str:
    return " and ".join(f"({part})" for part in parts if part)


def _is(name: str, value: str) -> str:
    return f"{name} = '" + value.replace("'", "''") + "'"
