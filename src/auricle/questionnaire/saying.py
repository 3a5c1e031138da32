"""What somebody said, as rows of the store: one feedback and its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .course import finished
from .expression import script
from .reading.kinds import as_score
from .shape import COMMENT, Choice, Question, Questionnaire

_PRIVATE_INPUTS = frozenset({"email", "tel", "url"})
_SCORED = frozenset({"nps", "csat", "ces", "ces1", "rating"})

Row = dict[str, Any]
"""One row of an entity: column to value; columns of ``model.entities`` only."""


@dataclass(frozen=True, slots=True)
class Response:
    """One response, and what is known about it besides what was answered.

    ``feedback`` is its id, the same however often it is sent; ``at`` is aware. What is empty stays missing.
    """

    feedback: str
    at: datetime
    survey: str
    source: str = "survey"
    kind: str = "survey"
    customer: str | None = None
    known_as: str | None = None
    employee: str | None = None
    channel: str | None = None
    touchpoint: str | None = None
    stage: str | None = None
    unit: str | None = None
    language: str | None = None
    weight: float | None = None
    interaction: str | None = None
    order: str | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """Rows of ``feedback`` (one) and ``answers``."""

    feedback: Row
    answers: tuple[Row, ...]


def said(questionnaire: Questionnaire, given: Mapping[str, Any], response: Response) -> Said:
    """The rows that a response becomes, complete or left; answers to questions that were not shown are left out.

    A rating is a score on its scale as asked, with its polarity; a matrix gives one answer a row, called
    ``question.row``; where several may be chosen each is an answer; a ranking gives each option its place, counted from
    1; what was typed beside options is a text called ``question.comment``. Values that no option has are left out.
    """
    values = finished(questionnaire, given)
    answers = [row for q in questionnaire.questions if q.kind for row in _answers(q, values, response)]
    feedback: Row = {
        **{name: getattr(response, name) for name in _OWN},
        "text": _words(questionnaire, values),
        "properties": dict(response.properties) or None,
    }
    return Said(feedback, tuple(answers))


_OWN = (
    "feedback",
    "at",
    "customer",
    "known_as",
    "employee",
    "kind",
    "source",
    "channel",
    "touchpoint",
    "stage",
    "unit",
    "survey",
    "language",
    "weight",
    "interaction",
    "order",
)
_INHERITED = (
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


def _words(questionnaire: Questionnaire, values: Mapping[str, Any]) -> str | None:
    """What was typed, question after question; addresses and numbers of people are no words."""
    found = []
    for question in questionnaire.questions:
        typed = values.get(question.key)
        if question.kind == "text" and question.input not in _PRIVATE_INPUTS and isinstance(typed, str):
            found.append(typed.strip())
        found.append(str(values.get(question.key + COMMENT) or "").strip())
    return "\n".join(filter(None, found)) or None


def _answers(question: Question, values: Mapping[str, Any], response: Response) -> Iterator[Row]:
    value = values.get(question.key)
    if not script.empty(value):
        yield from _SAID.get(question.type, _single)(question, value, response)
    comment = str(values.get(question.key + COMMENT) or "").strip()
    if comment:
        yield _row(response, question, f"{question.name}.comment", kind="text", text=comment)


def _row(response: Response, question: Question, code: str, part: str = "", **said: Any) -> Row:
    inherited = {name: getattr(response, name) for name in _INHERITED}
    identity = f"{response.feedback}/{code}" + (f"/{part}" if part else "")
    kind = said.pop("kind", question.kind)
    scored = kind in _SCORED
    return {
        "answer": identity,
        **inherited,
        "touchpoint": question.touchpoint or response.touchpoint,
        "question": code,
        "kind": kind,
        "score": None,
        "scale": question.scale if scored else None,
        "polarity": question.polarity if scored else None,
        "choice": None,
        "text": None,
        **said,
    }


def _single(question: Question, value: Any, response: Response) -> Iterator[Row]:
    """A rating, one option, a text, a number, a date or a yes."""
    if question.kind in _SCORED or question.kind == "number":
        score = as_score(value)
        if score is not None and (question.kind == "number" or _offered(_steps(question), value)):
            yield _row(response, question, question.name, score=score)
    elif question.kind == "choice":
        if _offered(_steps(question), value):
            yield _row(response, question, question.name, choice=script.to_text(value))
    elif question.kind == "boolean":
        yield from _yes_or_no(question, value, response)
    else:
        yield _row(response, question, question.name, text=script.to_text(value).strip())


def _steps(question: Question) -> tuple[Choice, ...]:
    return question.steps.values if question.steps else question.choices


def _offered(choices: tuple[Choice, ...], value: Any) -> bool:
    return any(script.same(c.value, value, cased=True, trims=False) for c in choices)


def _yes_or_no(question: Question, value: Any, response: Response) -> Iterator[Row]:
    if question.yes and question.no and _offered((question.yes, question.no), value):
        yes = script.loosely_equal(value, question.yes.value)
        yield _row(response, question, question.name, choice="true" if yes else "false")


def _several(question: Question, value: Any, response: Response) -> Iterator[Row]:
    for each in dict.fromkeys(script.to_text(v) for v in (value if isinstance(value, list) else [value])):
        if question.choices_from or any(c.code == each for c in question.choices):
            yield _row(response, question, question.name, each, choice=each)


def _places(question: Question, value: Any, response: Response) -> Iterator[Row]:
    for place, each in enumerate(value if isinstance(value, list) else [], start=1):
        code = script.to_text(each)
        yield _row(response, question, question.name, code, kind="number", score=float(place), choice=code)


def _each_row(question: Question, value: Any, response: Response) -> Iterator[Row]:
    for row in question.rows:
        given = value.get(row.code) if isinstance(value, dict) else None
        if script.empty(given) or not _offered(question.columns, given):
            continue
        code = f"{question.name}.{row.code}"
        if question.kind in _SCORED:
            yield _row(response, question, code, score=as_score(given))
        else:
            yield _row(response, question, code, choice=script.to_text(given))


_SAID = {"checkbox": _several, "tagbox": _several, "ranking": _places, "matrix": _each_row}
