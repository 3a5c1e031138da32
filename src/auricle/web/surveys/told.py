"""What the words of one survey's respondents are about, and which of its answers look careless."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auricle.query.fold import MixedScales, ScaleUnknown
from auricle.understanding.gathering import NothingToExplain, TooFewToExplain
from auricle.web.platform.public import ScreenState, estimate, remembered
from auricle.web.understanding.public import flagged
from auricle.web.voices.public import theme_title

from .models import Survey
from .queries import chosen
from .results import Results

MOST_THEMES = 12


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme by how many texts speak of it with an opinion; ``n`` is None below the floor."""

    code: str
    title: str
    n: int | None
    sentiment: str


@dataclass(frozen=True, slots=True)
class Careless:
    """The flags of the answers to a question, a line each."""

    question: str
    lines: tuple[dict[str, Any], ...]


def themes(state: ScreenState, row: Survey) -> tuple[Theme, ...]:
    """What is spoken of in the page's period, the most first."""
    key = ("survey themes", row.public, state.language, state.period)
    return remembered(state.workspace, key, lambda: _themes(state, row))


def _themes(state: ScreenState, row: Survey) -> tuple[Theme, ...]:
    days = {"from_": state.period.start, "to": state.period.end}
    found = state.workspace.measure("mention_sentiment", by="theme", where=chosen(row), **days)
    told = [
        Theme(str(each.by["theme"]), theme_title(state, str(each.by["theme"])), each.n, estimate(each, found.unit))
        for each in found.rows
    ]
    return tuple(sorted(told, key=lambda theme: (-(theme.n or 0), theme.title))[:MOST_THEMES])


def careless(state: ScreenState, row: Survey, found: Results) -> Careless | None:
    """The flags of the first question that is scored; None where there is none, or too few answered."""
    asked = next((each for each in found.questions if each.score and each.score.n), None)
    if asked is None:
        return None
    where = f"{chosen(row)} and question = '{asked.code.replace(chr(39), chr(39) * 2)}'"
    key = ("survey quality", where, state.period)
    days = {"from_": state.period.start, "to": state.period.end}
    try:
        judged = remembered(
            state.workspace, key, lambda: state.workspace.answer_quality(asked.kind, where=where, **days)
        )
    except (NothingToExplain, TooFewToExplain, MixedScales, ScaleUnknown):
        return None
    return Careless(asked.title, tuple(flagged(judged)))
