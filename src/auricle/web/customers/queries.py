"""Reads of the customers' room: who was lately unhappy, and one person's scores and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from auricle.web.platform.public import ScreenState, remembered
from auricle.workspace import Workspace

from .moments import quoted
from .scores import Score, ends_of, score_of
from .wording import label

LATELY = timedelta(days=90)
READ, LISTED = 200, 12
SCORES, WORDS = 300, 3


@dataclass(frozen=True, slots=True)
class Unhappy:
    """Somebody on the starting list, and why: the score, or the complaint, that put them there."""

    customer: str
    name: str
    at: datetime
    score: Score | None
    touchpoint: str
    words: str
    language: str


def unhappy_customers(state: ScreenState) -> tuple[Unhappy, ...]:
    """Whose latest bad score or complaint is the most recent, each once; within the period and segment of the page.

    Bad is a detractor's score, or one in the worse half of its scale.
    """
    asked = ("unhappy", state.where, state.period.start, state.period.end, state.language)
    return remembered(state.workspace, asked, lambda: _unhappy(state))


def scores_of(workspace: Workspace, customer: str) -> list[dict[str, Any]]:
    """Their answers with a score, newest first."""
    where = f"customer = {quoted(customer)} and score is not null"
    return workspace.facts("answers", where, limit=SCORES, order="at desc").to_pylist()


def latest_words(workspace: Workspace, customer: str) -> list[dict[str, Any]]:
    """The newest of what they said that has words."""
    rows = workspace.facts("feedback", f"customer = {quoted(customer)}", limit=READ, order="at desc").to_pylist()
    return [row for row in rows if row["text"]][:WORDS]


def _unhappy(state: ScreenState) -> tuple[Unhappy, ...]:
    workspace = state.workspace
    end = state.period.end or workspace.last_day
    days = {"from_": state.period.start or end - LATELY, "to": end, "limit": READ, "order": "at desc"}
    bad = _bad_scores(workspace)
    answers = workspace.facts("answers", _with(state, bad), **days).to_pylist() if bad else []
    complaints = workspace.facts("feedback", _with(state, "kind = 'complaint'"), **days).to_pylist()
    rows = sorted([*answers, *complaints], key=lambda row: row["at"], reverse=True)
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(row["customer"], row)
    shown = list(first.values())[:LISTED]
    return _told(workspace, shown)


def _with(state: ScreenState, condition: str) -> str:
    parts = [f"({condition})", "customer is not null", "customer <> ''", *([state.where] if state.where else [])]
    return " and ".join(parts)


def _bad_scores(workspace: Workspace) -> str:
    """The filter of bad scores, one condition per scale that was ever asked on."""
    return " or ".join(_bad_on(str(scale)) for scale in workspace.values("answers", "scale") if ends_of(str(scale)))


def _bad_on(scale: str) -> str:
    low, high = ends_of(scale) or (0, 0)
    middle, same = (low + high) / 2, f"scale = {quoted(scale)}"
    return (
        f"({same} and kind = 'nps' and score <= 6) or "
        f"({same} and kind in ('csat', 'ces', 'ces1', 'rating') and "
        f"((coalesce(polarity, 1) <> -1 and score < {middle}) or (polarity = -1 and score > {middle})))"
    )


def _told(workspace: Workspace, rows: list[dict[str, Any]]) -> tuple[Unhappy, ...]:
    names = _by(workspace, "customers", "customer", [row["customer"] for row in rows])
    words = _by(workspace, "feedback", "feedback", [row["feedback"] for row in rows])
    return tuple(
        Unhappy(
            row["customer"],
            names.get(row["customer"], {}).get("name") or row["customer"],
            row["at"],
            score_of(workspace, row) if row.get("score") is not None else None,
            label(workspace, "touchpoint", row["touchpoint"]),
            words.get(row["feedback"], {}).get("text") or "",
            words.get(row["feedback"], {}).get("language") or "",
        )
        for row in rows
    )


def _by(workspace: Workspace, name: str, key: str, values: list[str]) -> dict[str, dict[str, Any]]:
    if not values:
        return {}
    rows = workspace.facts(name, f"{key} in ({', '.join(map(quoted, values))})").to_pylist()
    return {row[key]: row for row in rows}
