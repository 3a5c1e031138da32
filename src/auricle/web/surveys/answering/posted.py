"""What a form posts, as values of the questions it asked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Protocol

from auricle.questionnaire import Choice, Question
from auricle.questionnaire.shape import COMMENT, MANY, ONE

LONGEST_TEXT = 20_000


class Posted(Protocol):
    def get(self, name: str, default: str = "") -> str: ...
    def getlist(self, name: str) -> list[str]: ...


def field(question: Question) -> str:
    """The name of a question's field in a form."""
    return f"q:{question.key}"


def carried(posted: Posted) -> dict[str, Any]:
    """What earlier pages were given, as the page carries it; nothing when somebody spoilt it."""
    try:
        found = json.loads(posted.get("given", "") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def posted_answers(questions: Iterable[Question], posted: Posted) -> dict[str, Any]:
    """The values of the questions a page asked; None where a field was left empty."""
    answers: dict[str, Any] = {}
    for question in questions:
        answers[question.key] = _value(question, posted)
        if question.has_comment or any(choice.comment or choice.kind == "other" for choice in question.choices):
            answers[question.key + COMMENT] = posted.get(f"c:{question.key}", "").strip()[:LONGEST_TEXT] or None
    return answers


def _value(question: Question, posted: Posted) -> Any:
    name = field(question)
    if question.type == "matrix":
        rows = {row.code: _of(question.columns, posted.get(f"{name}:{row.code}", "")) for row in question.rows}
        return {code: value for code, value in rows.items() if value is not None} or None
    if question.type == "ranking":
        return _ranked(question, posted)
    if question.type in MANY:
        chosen = [_of(question.choices, code) for code in posted.getlist(name)]
        return [value for value in chosen if value is not None] or None
    if question.type in ONE:
        return _of(question.choices, posted.get(name, ""))
    if question.type == "rating" and question.steps:
        return _of(question.steps.values, posted.get(name, ""))
    if question.type == "boolean":
        return _of([each for each in (question.yes, question.no) if each], posted.get(name, ""))
    return _typed(question, posted.get(name, "").strip()[:LONGEST_TEXT])


def _of(choices: Iterable[Choice], code: str) -> Any:
    """The value a code stands for; what was never offered is no answer."""
    return next((choice.value for choice in choices if code and choice.code == code), None)


def _ranked(question: Question, posted: Posted) -> list[Any] | None:
    """Options in the order of the numbers given to them; None when there are none."""
    placed = []
    for position, choice in enumerate(question.choices):
        place = posted.get(f"q:{question.key}:{choice.code}", "")
        if place.isdecimal():
            placed.append((int(place), position, choice.value))
    return [value for _, _, value in sorted(placed, key=lambda each: each[:2])] or None


def _typed(question: Question, text: str) -> Any:
    if not text:
        return None
    if question.type == "text" and question.input in ("number", "range"):
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    return text
