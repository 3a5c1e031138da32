"""The words themselves: texts of a theme, what sets them apart, which speak for it, and themes nobody named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from ...analysis.voices.found_themes import found_themes
from ...analysis.voices.phrases import KeyPhrase, key_phrases, phrases
from ...analysis.voices.quotes import quotes, without_addresses
from ...query.rows import Wanted, select
from ...query.window import Window
from ...sentence import sentence
from ...store.store import Store
from .texts import Text, texts_of

MOST_OF_THEME, MOST_OF_REST = 1_500, 2_500
MOST_FOUND = 10_000
FEWEST_FOUND = 200
SURE = 0.01


class TooFewTexts(ValueError):
    def __init__(self, texts: int):
        super().__init__(
            sentence(
                "{texts} texts are too few to find themes in; it takes {least}. Choose a longer period",
                texts=texts,
                least=FEWEST_FOUND,
            )
        )


@dataclass(frozen=True, slots=True)
class Quote:
    """A text that speaks for others; addresses and long numbers are left out of it."""

    feedback: str
    text: str
    at: datetime
    sentiment: float


@dataclass(frozen=True, slots=True)
class ThemeWords:
    """What is said of a theme: phrases that set its texts apart from the rest, and quotes for and against."""

    theme: str
    texts: int
    praise: tuple[Quote, ...]
    blame: tuple[Quote, ...]
    phrases: tuple[KeyPhrase, ...]
    of_blame: tuple[KeyPhrase, ...]


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A theme found in the words: called by its phrases. ``known`` is the theme that most of its texts mention,
    ``covered`` the share of them that mention any."""

    phrases: tuple[str, ...]
    texts: int
    sentiment: float | None
    known: str
    covered: float
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """Themes found in the texts of a window without being told any, and phrases new in its last week."""

    texts: int
    themes: tuple[Unnamed, ...]
    rising: tuple[KeyPhrase, ...]
    week: Window


class UnknownTheme(LookupError):
    """Nothing is read for a theme of that name."""

    def __init__(self, name: str, known: Iterable[str]):
        super().__init__(sentence("there is no theme {name!r}; there are {known}", name=name, known=", ".join(known)))


def theme_words_of(store: Store, theme: str, where: str, window: Window, floor: int) -> ThemeWords | None:
    """Quotes and phrases of a theme; None where fewer than the floor spoke of it."""
    named = _and(where, f"theme = {_quoted(theme)}")
    mine = _rows(store, Wanted("mentions", named, window, MOST_OF_THEME, order="at desc"))
    if len({row["customer"] or row["feedback"] for row in mine}) < floor:
        return None
    of = {row["feedback"]: row for row in mine}
    others = _rows(store, Wanted("readings", where, window, MOST_OF_REST, order="at desc"))
    rest = [row["feedback"] for row in others if row["feedback"] not in of]
    texts = _texts(store, [*of, *rest])
    inside = [text.feedback in of for text in texts]
    found = phrases([text.text for text in texts])
    group = [text for text in texts if text.feedback in of]
    bad = [of[text.feedback]["sentiment"] is not None and of[text.feedback]["sentiment"] < 0 for text in group]
    sides = {side: [t for t, is_bad in zip(group, bad, strict=True) if is_bad is side] for side in (False, True)}
    said = [_said(text, of[text.feedback]) for text in group]
    return ThemeWords(
        theme,
        len(group),
        _quotes(sides[False], of, floor),
        _quotes(sides[True], of, floor),
        _clear(key_phrases(found, inside), floor),
        _clear(key_phrases(phrases(said), bad), floor) if any(bad) and not all(bad) else (),
    )


def found_in(store: Store, where: str, window: Window, floor: int) -> Found:
    """Themes in the newest texts of a window, and phrases that the newest week has more of than what was before it.

    Raises
        TooFewTexts: there are fewer than 200.
    """
    rows = _rows(store, Wanted("readings", where, window, MOST_FOUND, order="at desc"))
    if len(rows) < FEWEST_FOUND:
        raise TooFewTexts(len(rows))
    of = {row["feedback"]: row for row in rows}
    texts = _texts(store, list(of))
    mentioned = _mentioned(store, list(of))
    themes = [
        _unnamed([texts[i] for i in theme.texts], theme.phrases, of, mentioned)
        for theme in found_themes([text.text for text in texts])
        if len(theme.texts) >= floor
    ]
    week = Window(_last(window, texts) - timedelta(days=6), _last(window, texts))
    assert week.start is not None
    new = [text.facts["at"].date() >= week.start for text in texts]
    fresh = key_phrases(phrases([text.text for text in texts]), new) if sum(new) >= floor else ()
    return Found(len(texts), tuple(themes), _clear(fresh, floor, SURE), week)


def _unnamed(
    texts: Sequence[Text], said: tuple[str, ...], of: dict[str, dict[str, Any]], mentioned: dict[str, list[str]]
) -> Unnamed:
    known = [theme for text in texts for theme in mentioned.get(text.feedback, [])]
    most = max(set(known), key=lambda theme: (known.count(theme), theme), default="")
    felt = [row["sentiment"] for row in (of[text.feedback] for text in texts) if row["sentiment"] is not None]
    mean = float(np.mean(felt)) if felt else None
    chosen = quotes([text.text for text in texts[:200]], [1.0] * len(texts[:200]), 1)
    quote = without_addresses(texts[chosen[0]].text) if chosen else ""
    named = sum(text.feedback in mentioned for text in texts)
    return Unnamed(said, len(texts), mean, most, named / len(texts), quote)


def _quotes(texts: Sequence[Text], of: dict[str, dict[str, Any]], floor: int) -> tuple[Quote, ...]:
    """Quotes of one side; none where fewer than the floor are on it."""
    if len({text.facts["customer"] or text.feedback for text in texts}) < floor:
        return ()
    sure = [float(of[text.feedback]["confidence"] or 0.5) for text in texts]
    return tuple(
        Quote(
            texts[i].feedback,
            without_addresses(texts[i].text),
            texts[i].facts["at"],
            float(of[texts[i].feedback]["sentiment"] or 0.0),
        )
        for i in quotes([text.text for text in texts], sure)
    )


def _said(text: Text, mention: dict[str, Any]) -> str:
    """What a text says of the theme: the stretch of its mention, else all of it."""
    start, end = mention["span_start"], mention["span_end"]
    return text.text[start:end] if start is not None and end is not None else text.text


def _clear(found: Sequence[KeyPhrase], floor: int, sure: float = SURE) -> tuple[KeyPhrase, ...]:
    """Phrases that are clearly more than noise and in enough texts to be shown."""
    return tuple(each for each in found if each.q < sure and each.texts >= floor)


def _mentioned(store: Store, feedback: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in store.find("mentions", pa.array(feedback, pa.string()), "feedback", ("feedback", "theme")).to_pylist():
        found.setdefault(row["feedback"], []).append(row["theme"])
    return found


def _texts(store: Store, feedback: list[str]) -> list[Text]:
    columns = ("feedback", "at", "customer", "known_as", "channel", "touchpoint", "text")
    rows = store.find("feedback", pa.array(feedback, pa.string()), "", columns).to_pylist()
    place = {key: i for i, key in enumerate(feedback)}
    return sorted(texts_of(store, rows), key=lambda text: place[text.feedback])


def _rows(store: Store, wanted: Wanted) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = store.query(select(wanted, store.spelling)).to_pylist()
    return found


def _last(window: Window, texts: Sequence[Text]) -> date:
    newest: date = max(text.facts["at"].date() for text in texts)
    return min(window.end, newest) if window.end else newest


def _and(where: str, other: str) -> str:
    return f"({where}) and {other}" if where.strip() else other


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


__all__ = ["Found", "Quote", "ThemeWords", "TooFewTexts", "UnknownTheme", "Unnamed", "found_in", "theme_words_of"]
