"""What a form posts, as values of the questions it asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from auricle.questionnaire import Choice, Question
from auricle.questionnaire.shape import COMMENT, MANY, ONE

LONGEST_TEXT = 20_000
NUMBER = re.compile(r"[+-]?(\d{1,30}[.,]?\d{0,30}|[.,]\d{1,30})(e[+-]?\d{1,2})?\Z", re.IGNORECASE)
PLACE = re.compile(r"\d{1,4}\Z")
THOUSANDS = re.compile(r"\d,\d{3}\Z")
"""12,000 is twelve thousand to some and twelve to others."""
DECIMAL_COMMA = frozenset({"de", "es", "fr", "it", "nl", "pt"})
"""Languages that write 12.000 for twelve thousand."""


class Posted(Protocol):
    def get(self, name: str, default: str = "") -> str: ...
    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Misread:
    """What was typed and is no answer as it stands, by field, and what to say of it."""

    typed: Mapping[str, str]
    reason: Any


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


def misread_answers(questions: Iterable[Question], posted: Posted, language: str) -> dict[str, Misread]:
    """Fields that would silently come to nothing, or to something else than was meant; by the name of the question."""
    return dict(_misread(questions, posted, language))


def _misread(questions: Iterable[Question], posted: Posted, language: str) -> Iterator[tuple[str, Misread]]:
    for question in questions:
        name = field(question)
        if _is_number(question):
            text = posted.get(name, "").strip()[:LONGEST_TEXT]
            if text and not _reads_as_number(text, language):
                yield question.name, Misread({name: text}, _("Please write a number in digits, such as 12000 or 1.5."))
        elif question.type == "ranking":
            places = {f"{name}:{each.code}": posted.get(f"{name}:{each.code}", "") for each in question.choices}
            given = [place for place in places.values() if PLACE.match(place)]
            if len(set(given)) < len(given):
                yield question.name, Misread(places, _("Please give each place only once."))


def _is_number(question: Question) -> bool:
    return question.type == "text" and question.input in ("number", "range")


def _reads_as_number(text: str, language: str) -> bool:
    meant = text.replace(".", ",") if language in DECIMAL_COMMA else text
    return NUMBER.match(text) is not None and not THOUSANDS.search(meant)


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
        if PLACE.match(place):
            placed.append((int(place), position, choice.value))
    return [value for _, _, value in sorted(placed, key=lambda each: each[:2])] or None


def _typed(question: Question, text: str) -> Any:
    if not text:
        return None
    if not _is_number(question):
        return text
    if not NUMBER.match(text):
        return None
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number
