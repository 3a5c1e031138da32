"""Texts of feedback as they lie in a store, with the score beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ...analysis.top_box import UnknownScale, bounds
from ...model.entities import entity
from ...query.last_answers import known
from ...store.relation import Relation
from ...store.spelling import Spelling
from ...store.store import Store
from ...store.trees import aliased, column_of

COLUMNS = ("feedback", "at", "customer", "known_as", "channel", "touchpoint")
SCORED = ("nps", "csat", "ces", "ces1", "rating")
"""Kinds of answers whose score says how the words beside it are meant, the one that says most first."""
_HIGH, _LOW = 0.75, 0.25
_PROMOTER, _DETRACTOR = 9, 6


@dataclass(frozen=True, slots=True)
class Text:
    """One feedback's words; ``leaning`` is 1 or -1 where the score beside them is clearly good or bad, else 0."""

    feedback: str
    text: str
    leaning: int
    facts: Mapping[str, Any]


def unread(store: Store, label: str, limit: int) -> list[Text]:
    """Texts that no reader of this label has read, the newest first."""
    columns = {name: _feedback(name) for name in COLUMNS} | {"text": _feedback("text")}
    read = exp.EQ(this=column_of("feedback", "feedback"), expression=column_of("readings", "feedback"))
    other = exp.NEQ(this=column_of("readings", "labelled_by"), expression=exp.Literal.string(label))
    never = exp.Is(this=column_of("readings", "reading"), expression=exp.Null())
    query = _with_words(store.spelling, columns)
    query = query.join(exp.alias_(store.spelling.table("readings"), "readings", table=True), on=read, join_type="left")
    query = query.where(exp.or_(never, other)).order_by(exp.Ordered(this=_feedback("at"), desc=True)).limit(limit)
    return texts_of(store, store.query(query).to_pylist())


def everything(store: Store, limit: int) -> list[Text]:
    """All texts, the newest first."""
    query = _with_words(store.spelling, {name: _feedback(name) for name in (*COLUMNS, "text")})
    return texts_of(
        store, store.query(query.order_by(exp.Ordered(this=_feedback("at"), desc=True)).limit(limit)).to_pylist()
    )


def texts_of(store: Store, rows: Iterable[Mapping[str, Any]]) -> list[Text]:
    """Rows of feedback with the words and the score of their answers."""
    found = list(rows)
    keys = pa.array([row["feedback"] for row in found], pa.string())
    named = ("feedback", "kind", "score", "scale", "polarity", "text")
    answers: dict[str, list[dict[str, Any]]] = {}
    for answer in store.find("answers", keys, "feedback", named).to_pylist() if found else []:
        answers.setdefault(answer["feedback"], []).append(answer)
    return [_text(row, answers.get(row["feedback"], [])) for row in found]


def leaning(kind: str, score: float | None, scale: str | None, polarity: int | None) -> int:
    """1 where a score is clearly good, -1 where it is clearly bad, 0 in between or where it cannot be told.

    Of a recommendation 9 and 10, and 0 to 6; of another scale its upper and its lower quarter.

    Examples
        >>> leaning("nps", 9, "0-10", 1), leaning("csat", 2, "1-5", 1), leaning("ces1", 1, "1-5", -1)
        (1, -1, 1)
    """
    if score is None:
        return 0
    if kind == "nps":
        return int(score >= _PROMOTER) - int(score <= _DETRACTOR)
    try:
        low, high = bounds(scale or "")
    except UnknownScale:
        return 0
    share = (score - low) / (high - low)
    share = 1 - share if (polarity or 1) < 0 else share
    return int(share >= _HIGH) - int(share <= _LOW)


def _text(row: Mapping[str, Any], answers: list[dict[str, Any]]) -> Text:
    said = list(dict.fromkeys(filter(None, [row["text"], *(answer["text"] for answer in answers)])))
    scored = [a for a in answers if a["kind"] in SCORED and a["score"] is not None]
    first = min(scored, key=lambda a: SCORED.index(a["kind"]), default=None)
    leans = leaning(first["kind"], first["score"], first["scale"], first["polarity"]) if first else 0
    return Text(row["feedback"], "\n".join(said), leans, {name: row[name] for name in COLUMNS})


def _with_words(spelling: Spelling, columns: Mapping[str, exp.Expression]) -> exp.Select:
    """Feedback that has words, of its own or in an answer."""
    own = exp.NEQ(
        this=exp.Coalesce(this=_feedback("text"), expressions=[exp.Literal.string("")]),
        expression=exp.Literal.string(""),
    )
    answers = Relation(entity("answers"), spelling)
    said = exp.column("text", table="answers", quoted=True)
    answered = answers.select(exp.alias_(answers.expression("feedback"), "feedback", quoted=True)).where(known(said))
    inside = exp.In(this=_feedback("feedback"), query=answered.subquery())
    relation = Relation(entity("feedback"), spelling)
    return relation.select(*aliased(columns)).where(exp.or_(own, inside))


def _feedback(name: str) -> exp.Column:
    return column_of("feedback", name)
