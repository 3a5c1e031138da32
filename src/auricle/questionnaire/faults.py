"""What is wrong with an answer, and the words to say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..sentence import sentence
from .expression import script
from .patterns import fits
from .shape import MANY, Question, Validator

if TYPE_CHECKING:
    from .sitting import Sitting

_EMAIL = re.compile(
    r"^(([^<>()\[\].,;:\s@\"]+(\.[^<>()\[\].,;:\s@\"]+)*)|(\".+\"))"
    r"@(([^<>()=\[\].,;:\s@\"]+\.)+[^<>()=\[\].,;:\s@\"]{2,})\Z",
    re.IGNORECASE,
)
_LONGEST_ADDRESS = 254
_MOMENTS = frozenset({"date", "datetime-local"})
_BOUNDED = frozenset({"number", "date", "datetime-local", "month", "time"})

Code = Literal[
    "required",
    "row_required",
    "row_repeated",
    "other_required",
    "too_few",
    "too_many",
    "too_low",
    "too_high",
    "off_step",
    "not_number",
    "not_email",
    "too_short",
    "too_long",
    "digits",
    "pattern",
    "expression",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the answer to ``question``.

    ``text`` is what the survey's author wrote for it, in the respondent's language, else a sentence in English
    that can be said in other languages.
    """

    question: str
    code: Code
    text: str
    severity: Literal["error", "warning", "info"] = "error"


def faults_of(sitting: Sitting, question: Question) -> tuple[Fault, ...]:
    """What is wrong with the answer as it stands; nothing is wrong with one that is not asked or cannot be given."""
    if not question.asks or not sitting.states[question.name].visible or not sitting.is_enabled(question):
        return ()
    found = tuple(_own(sitting, question))
    return found or tuple(_validated(sitting, question))


def _own(sitting: Sitting, question: Question) -> Iterator[Fault]:
    standing, value = sitting.standing, sitting.values.get(question.key)
    if sitting.states[question.name].required and script.empty(value):
        said = standing.said(question.required_text)
        yield Fault(question.name, "required", said or sentence("Please answer this question."))
    if sitting.other_is_chosen(question) and not sitting.values.get(question.key + "-Comment"):
        said = standing.said(question.other_required_text)
        yield Fault(question.name, "other_required", said or sentence("Please say what it is."))
    if question.type in MANY:
        yield from _counted(question, value)
    if question.type == "matrix":
        yield from _rows(sitting, question, value)
    if question.type == "text":
        yield from _typed(sitting, question, value)


def _counted(question: Question, value: Any) -> Iterator[Fault]:
    chosen = value if isinstance(value, list) else []
    firm = {c.value for c in question.choices if c.kind in ("none", "refused", "unknown")}
    if len(chosen) == 1 and chosen[0] in firm:
        return
    if question.least_chosen and len(chosen) < question.least_chosen:
        least = sentence("Please choose at least {count}.", count=question.least_chosen)
        yield Fault(question.name, "too_few", least)
    if question.most_chosen and len(chosen) > question.most_chosen:  # survey-core lets nobody tick so many
        yield Fault(question.name, "too_many", sentence("Please choose at most {count}.", count=question.most_chosen))


def _rows(sitting: Sitting, question: Question, value: Any) -> Iterator[Fault]:
    given = [(value or {}).get(row.code) for row in sitting.offers.rows[question.name]]
    if question.each_row_required and any(script.empty(each) for each in given):
        yield Fault(question.name, "row_required", sentence("Please answer every row."))
    filled = [script.to_text(each) for each in given if not script.empty(each)]
    if question.each_row_unique and len(set(filled)) < len(filled):
        yield Fault(question.name, "row_repeated", sentence("Please give each row an answer of its own."))


def _typed(sitting: Sitting, question: Question, value: Any) -> Iterator[Fault]:
    if not script.empty(value) and question.input in _BOUNDED:
        yield from _bounded(sitting, question, value)
    checked = any(v.kind == "email" for v in question.validators)
    if question.input == "email" and value and not checked and not _is_address(value):
        yield Fault(question.name, "not_email", sentence("Please give a valid e-mail address."))


def _bounded(sitting: Sitting, question: Question, value: Any) -> Iterator[Fault]:
    standing = sitting.standing
    low, high = (
        question.low_if.value(standing) if question.low_if else question.low,
        question.high_if.value(standing) if question.high_if else question.high,
    )
    if not script.empty(low) and _before(question, value, low):
        said = standing.said(question.low_text).replace("{0}", script.to_text(low))
        default = sentence("The value has to be {bound} or more.", bound=_shown(low))
        yield Fault(question.name, "too_low", said or default)
    if not script.empty(high) and _before(question, high, value):
        said = standing.said(question.high_text).replace("{0}", script.to_text(high))
        default = sentence("The value has to be {bound} or less.", bound=_shown(high))
        yield Fault(question.name, "too_high", said or default)
    if question.input == "number" and question.step and _off_step(value, question.step):
        yield Fault(question.name, "off_step", sentence("The value goes in steps of {step}.", step=question.step))


def _shown(bound: Any) -> str:
    moment = script.moment(bound) if not script.is_number(bound) else None
    return moment.date().isoformat() if moment and not isinstance(bound, str) else script.to_text(bound)


def _before(question: Question, value: Any, other: Any) -> bool:
    if question.input in _MOMENTS:
        first, second = script.moment(value), script.moment(other)
        return first is not None and second is not None and first < second
    return script.less(value, other)


def _off_step(value: Any, step: float) -> bool:
    if not script.reads_as_number(value):
        return False
    number, power = script.number_of(value), 1
    while power < 1_000_000 and (_rounded(step, power) != step or _rounded(number, power) != number):
        power *= 10
    whole = int(number * power + 0.5)
    by = int(step * power + 0.5)
    return by > 0 and whole % by != 0


def _rounded(number: float, power: int) -> float:
    return int(number * power + 0.5) / power


def _is_address(value: Any) -> bool:
    text = script.to_text(value)
    return len(text) <= _LONGEST_ADDRESS and _EMAIL.match(text) is not None


def _validated(sitting: Sitting, question: Question) -> Iterator[Fault]:
    value = sitting.values.get(question.key)
    for validator in question.validators:
        found = _FAULTS[validator.kind](sitting, validator, value)
        if found is not None:
            code, default = found
            text = sitting.standing.said(validator.text) or default
            yield Fault(question.name, code, text, validator.severity)


Found = tuple[Code, str] | None


def _numeric(sitting: Sitting, validator: Validator, value: Any) -> Found:
    if script.empty(value):
        return None
    if not script.reads_as_number(value):
        return "not_number", sentence("Please give a number.")
    number = script.number_of(value)
    if validator.low is not None and number < validator.low:
        return "too_low", sentence("The value has to be {bound} or more.", bound=script.to_text(validator.low))
    if validator.high is not None and number > validator.high:
        return "too_high", sentence("The value has to be {bound} or less.", bound=script.to_text(validator.high))
    return None


def _text(sitting: Sitting, validator: Validator, value: Any) -> Found:
    if script.empty(value):
        return None
    text = script.to_text(value)
    if not validator.digits and text and text[-1].isascii() and text[-1].isdigit():
        return "digits", sentence("Please give no digits.")
    long = len(value) if isinstance(value, list) else len(text.encode("utf-16-le")) // 2
    if not isinstance(value, (str, list)):
        return None
    if validator.low and long < validator.low:
        return "too_short", sentence("Please write at least {count} characters.", count=int(validator.low))
    if validator.high and long > validator.high:
        return "too_long", sentence("Please write at most {count} characters.", count=int(validator.high))
    return None


def _answercount(sitting: Sitting, validator: Validator, value: Any) -> Found:
    if not isinstance(value, list) or not value:
        return None
    if validator.low and len(value) < validator.low:
        return "too_few", sentence("Please choose at least {count}.", count=int(validator.low))
    if validator.high and len(value) > validator.high:
        return "too_many", sentence("Please choose at most {count}.", count=int(validator.high))
    return None


def _regex(sitting: Sitting, validator: Validator, value: Any) -> Found:
    if not validator.pattern or script.empty(value):
        return None
    for each in [*(value if isinstance(value, list) else []), value]:
        if not fits(validator.pattern, script.to_text(each), validator.ignores_case):
            return "pattern", sentence("Please check this answer.")
    return None


def _email(sitting: Sitting, validator: Validator, value: Any) -> Found:
    if not script.truthy(value) or _is_address(value):
        return None
    return "not_email", sentence("Please give a valid e-mail address.")


def _expression(sitting: Sitting, validator: Validator, value: Any) -> Found:
    if validator.expression is None or sitting.standing.loosely_holds(validator.expression):
        return None
    return "expression", sentence("Please check this answer.")


_FAULTS = {
    "numeric": _numeric,
    "text": _text,
    "answercount": _answercount,
    "regex": _regex,
    "email": _email,
    "expression": _expression,
}
