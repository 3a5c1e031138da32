"""Reads what was not read yet, and keeps what it found as facts: once for each text and reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ...analysis.voices.reading import Reader, Reading
from ...model.entities import entity
from ...store.store import Store
from .known import OURS, reader_of
from .texts import Text, unread

AT_ONCE = 20_000
PERSON = "person"
_SURE = 0.75
"""Confidence of a text from which on it may contradict its score."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of a text as a whole (``theme`` empty) or of one theme in it.

    ``sentiment`` is 1, 0 or -1; None of a theme says that the text does not speak of it. ``word`` is the word of our
    lists that led there; ``action`` is given for a text as a whole.
    """

    feedback: str
    theme: str = ""
    sentiment: int | None = None
    action: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class HaveRead:
    """Texts read and mentions found, now, by the reader of a label."""

    texts: int
    mentions: int
    label: str


def read_texts(
    store: Store, folder: Path, corrections: Iterable[Correction] = (), progress: Progress | None = None
) -> HaveRead:
    """Read every text that this reader has not read: its themes become mentions, it as a whole a reading.

    Running it again changes nothing; another reader (new words, a model that has learnt more) reads all anew and puts
    its rows in place of the older reader's. What a source has labelled stands, and what a person said stands above all.
    """
    reader, label = reader_of(folder)
    said = _by_feedback(corrections)
    texts = mentions = 0
    while batch := unread(store, label, AT_ONCE):
        mentions += read_batch(store, reader, label, batch, said)
        texts += len(batch)
        if progress:
            progress("reading texts", texts, 0)
    return HaveRead(texts, mentions, label)


def read_batch(
    store: Store, reader: Reader, label: str, batch: Sequence[Text], said: Mapping[str, Sequence[Correction]]
) -> int:
    """Read some texts and put what was found in place of what older readers found; mentions kept."""
    found = reader.read_batch([text.text for text in batch])
    readings = [_reading(found, i, text, label, said.get(text.feedback, ())) for i, text in enumerate(batch)]
    before = _labelled(store, batch)
    theirs = [row for row in before if _is_theirs(row)]
    named = {(row["feedback"], row["theme"]) for row in theirs}
    elsewhere = {row["feedback"] for row in theirs}
    rows = [
        row
        for row in _mentions(found, reader, batch, label, said)
        if row["feedback"] not in elsewhere
        or (row["labelled_by"] == PERSON and (row["feedback"], row["theme"]) not in named)
    ]
    told, untold = _said_of_theirs(store, theirs, said)
    rows += told
    kept = {row["mention"] for row in rows}
    gone = [r["mention"] for r in before if not _is_theirs(r) and r["mention"] not in kept] + untold
    if gone:
        store.remove("mentions", pa.array(gone, pa.string()))
    if rows:
        store.replace("mentions", _table("mentions", rows))
    store.replace("readings", _table("readings", readings))
    return len(rows)


def _is_theirs(row: Mapping[str, Any]) -> bool:
    """Whether a source brought it, also where a person has said since what is right."""
    if row["labelled_by"] == PERSON:
        return bool(row["mention"] != _key(row["feedback"], row["theme"]))
    return not (row["labelled_by"] or "").startswith(OURS)


def _said_of_theirs(
    store: Store, theirs: Sequence[Mapping[str, Any]], said: Mapping[str, Sequence[Correction]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """What people said of a source's mentions: rows in place of its own, and keys of those that are none."""
    persons = {(each.feedback, each.theme): each for them in said.values() for each in them if each.theme}
    judged = {row["mention"]: each for row in theirs if (each := persons.get((row["feedback"], row["theme"])))}
    untold = [mention for mention, each in judged.items() if each.sentiment is None]
    keys = pa.array([mention for mention, each in judged.items() if each.sentiment is not None], pa.string())
    rows = store.find("mentions", keys).to_pylist() if len(keys) else []
    felt = {mention: 0.8 * each.sentiment for mention, each in judged.items() if each.sentiment is not None}
    return [
        {**row, "sentiment": felt[row["mention"]], "confidence": 1.0, "labelled_by": PERSON} for row in rows
    ], untold


def _labelled(store: Store, batch: Sequence[Text]) -> list[dict[str, Any]]:
    keys = pa.array([text.feedback for text in batch], pa.string())
    found: list[dict[str, Any]] = store.find(
        "mentions", keys, "feedback", ("mention", "feedback", "theme", "labelled_by")
    ).to_pylist()
    return found


def _reading(found: Reading, i: int, text: Text, label: str, said: Sequence[Correction]) -> dict[str, Any]:
    person = next((each for each in said if not each.theme), None)
    sentiment = float(found.sentiment[i])
    confidence = float(found.confidence[i])
    if person and person.sentiment is not None:
        sentiment, confidence = 0.8 * person.sentiment, 1.0
    is_told = confidence > 0.5
    contradicts = confidence >= _SURE and sentiment * text.leaning < 0
    return {
        **{name: text.facts[name] for name in ("feedback", "at", "customer", "known_as", "channel", "touchpoint")},
        "reading": text.feedback,
        "language": str(found.language[i]) or None,
        "sentiment": sentiment if is_told else None,
        "confidence": confidence,
        "emotion": str(found.signs.emotion[i]) or None,
        "effort": str(found.signs.effort[i]) or None,
        "action": (person.action if person and person.action else str(found.signs.action[i])),
        "product": str(found.product[i]) or None,
        "conflict": ("worse" if text.leaning > 0 else "better") if contradicts else None,
        "labelled_by": label,
    }


def _mentions(
    found: Reading, reader: Reader, batch: Sequence[Text], label: str, said: Mapping[str, Sequence[Correction]]
) -> Iterable[dict[str, Any]]:
    m, themes = found.mentions, reader.themes
    places = {name: place for place, name in enumerate(themes.names)}
    met: set[tuple[str, str]] = set()
    for i in range(len(m)):
        text, theme = batch[m.text[i]], themes.names[m.theme[i]]
        met.add((text.feedback, theme))
        row = {
            **_placed(text, theme, themes.touchpoints[m.theme[i]]),
            "sentiment": float(m.sentiment[i]),
            "intensity": float(m.intensity[i]),
            "confidence": float(m.confidence[i]),
            "span_start": int(m.start[i]),
            "span_end": int(m.end[i]),
            "labelled_by": label,
        }
        person = next((each for each in said.get(text.feedback, ()) if each.theme == theme), None)
        if person is None:
            yield row
        elif person.sentiment is not None:
            yield {**row, "sentiment": 0.8 * person.sentiment, "confidence": 1.0, "labelled_by": PERSON}
    for text in batch:
        for each in said.get(text.feedback, ()):
            if each.theme and each.sentiment is not None and (text.feedback, each.theme) not in met:
                touchpoint = themes.touchpoints[places[each.theme]] if each.theme in places else ""
                yield {
                    **_placed(text, each.theme, touchpoint),
                    "sentiment": 0.8 * each.sentiment,
                    "intensity": 0.5,
                    "confidence": 1.0,
                    "labelled_by": PERSON,
                }


def _placed(text: Text, theme: str, touchpoint: str) -> dict[str, Any]:
    facts = {name: text.facts[name] for name in ("feedback", "at", "customer", "known_as", "channel")}
    place = touchpoint or text.facts["touchpoint"]
    return {**facts, "mention": _key(text.feedback, theme), "theme": theme, "touchpoint": place}


def _key(feedback: str, theme: str) -> str:
    return f"{feedback}~{theme}"


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([dict(row) for row in rows], schema=entity(name).schema)


def _by_feedback(corrections: Iterable[Correction]) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = {}
    for each in corrections:
        found.setdefault(each.feedback, []).append(each)
    return found
