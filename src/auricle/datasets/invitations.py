"""Who is asked, who answers, and the rows that follow: exposures, feedback, answers."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pyarrow as pa

from . import vocabulary as v
from .columns import NEVER, Real, Rows, Truths, Whole, ids, instants, joined, numbers, picked, scattered, table
from .month import Month, later
from .truth import TRUTH
from .words import Said, compose, mention_rows

# Columns that an answer has from its feedback.
_COPIED = (
    "feedback",
    "at",
    "customer",
    "known_as",
    "employee",
    "channel",
    "touchpoint",
    "stage",
    "unit",
    "survey",
    "weight",
    "order",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Invitations to one survey; arrays have one element an invitation, -1 codes are missing."""

    survey: str
    letter: str
    customer: Whole
    at: Whole
    channel: Whole
    touchpoint: Whole
    source: Whole  # position of the order, contact or visit it is about

    def where(self, mask: Truths) -> Asked:
        arrays = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("survey", "letter")}
        return replace(self, **{name: array[mask] for name, array in arrays.items()})

    def __len__(self) -> int:
        return len(self.customer)


@dataclass(frozen=True, slots=True)
class Replies:
    """Invitations that were answered: which of the month's, and when."""

    asked: Asked
    number: Whole
    at: Whole

    def __len__(self) -> int:
        return len(self.number)


def invited(month: Month, rng: np.random.Generator, asked: Asked, share: float | Real) -> Asked:
    """Those who are in fact invited: a share of those who agreed, within the demo's time."""
    chosen = rng.random(len(asked)) < share
    return asked.where(chosen & month.people.consent[asked.customer] & month.keeps(asked.at))


def replies(month: Month, rng: np.random.Generator, asked: Asked, share: float) -> tuple[Replies, pa.Table]:
    """Who answers within three days, the satisfied a little more often; and the invitations as exposures."""
    attitude = month.people.attitude[asked.customer]
    odds = share / (1 - share) * TRUTH.response_odds_per_point ** (attitude - TRUTH.attitude_mean)
    at = later(rng, asked.at, 0.1, 72)
    answered = (rng.random(len(asked)) < odds / (1 + odds)) & month.keeps(at)
    number = np.arange(len(asked))
    exposures = table(
        "exposures",
        exposure=ids(f"X{month.code}-{asked.letter}", number),
        at=instants(asked.at),
        customer=month.people.ids(asked.customer),
        kind="invitation",
        survey=asked.survey,
        channel=picked(v.CHANNELS, asked.channel),
        touchpoint=picked(v.TOUCHPOINTS, asked.touchpoint),
        converted=pa.array(answered),
        converted_at=instants(np.where(answered, at, NEVER)),
    )
    return Replies(asked.where(answered), number[answered], at[answered]), exposures


def told(
    month: Month, rows: Rows, given: Replies, has_text: Truths, said: Said, **columns: pa.Array | None
) -> pa.Table:
    """Adds the feedback of the replies, and the mentions in those that have a text; returns the feedback.

    ``said`` has one element for each reply with a text.
    """
    asked, people = given.asked, month.people
    texts = compose(month.stream(f"words-{asked.letter}"), people.language[asked.customer[has_text]], said)
    feedback = table(
        "feedback",
        feedback=ids(f"F{month.code}-{asked.letter}", given.number),
        at=instants(given.at),
        customer=people.ids(asked.customer),
        kind="survey",
        source="surveys",
        channel=picked(v.CHANNELS, asked.channel),
        touchpoint=picked(v.TOUCHPOINTS, asked.touchpoint),
        stage=picked([v.STAGE_OF[t] for t in v.TOUCHPOINTS], asked.touchpoint),
        survey=asked.survey,
        text=scattered(texts.text, has_text),
        language=people.languages(asked.customer),
        **columns,
    )
    rows.add("feedback", feedback)
    for mentions in mention_rows(feedback.filter(pa.array(has_text)), said, texts):
        rows.add("mentions", mentions)
    return feedback


def scored(
    feedback: pa.Table, question: str, kind: str, scores: Real | Whole, scale: str, polarity: int = 1
) -> pa.Table:
    """One question's answers; NaN was not answered and gives no row."""
    given = ~np.isnan(scores.astype(float))
    rows = _answers(
        feedback,
        question,
        kind,
        score=numbers(scores.astype(float)),
        scale=scale,
        polarity=polarity,
    )
    return rows if given.all() else rows.filter(pa.array(given))


def chosen(feedback: pa.Table, question: str, options: tuple[str, ...], codes: Whole) -> pa.Table:
    return _answers(feedback, question, "choice", choice=picked(options, codes))


def typed(feedback: pa.Table, question: str) -> pa.Table:
    """The open question's answers: the words of the feedback, where there are any."""
    said = feedback.filter(feedback["text"].is_valid())
    return _answers(said, question, "text", text=said["text"])


def _answers(feedback: pa.Table, question: str, kind: str, **columns: Any) -> pa.Table:
    return table(
        "answers",
        answer=joined(feedback["feedback"], f"/{question}"),
        **{name: feedback[name] for name in _COPIED},
        question=question,
        kind=kind,
        **columns,
    )
