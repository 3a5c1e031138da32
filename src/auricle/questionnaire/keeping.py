"""How an answer is kept: as its type of question has it, and when two of them are the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .expression import script
from .shape import MANY, Question

_FIRM = frozenset({"none", "refused", "unknown"})
"""Options that go with no other."""


def as_kept(question: Question, value: Any, before: Any) -> Any:
    """A value as the type of question keeps it, which has kept another one before."""
    if script.empty(value):
        return None
    if question.type in MANY:
        listed = value if isinstance(value, list) else [value]
        return _without_firm(question, listed, before)
    if question.type == "matrix" and not isinstance(value, dict):
        return before
    if question.type == "text" and question.input == "number":
        return script.number_of(value) if script.reads_as_number(value) else None
    if question.type in ("text", "comment") and isinstance(value, list):
        return ", ".join(map(script.to_text, value))
    return value


def _without_firm(question: Question, chosen: list[Any], earlier: Any) -> list[Any]:
    """None of them, and others of its kind, go with no other option: what was chosen last stays."""
    firm = [c.value for c in question.choices if c.kind in _FIRM]
    before = _last_of(earlier, firm)
    now = _last_of(chosen, firm)
    if now is None and before is None:
        return chosen
    if before is None:
        return [now] if len(chosen) > 1 else chosen
    if before == now:
        return [v for v in chosen if v != now] if len(chosen) > 1 else chosen
    if before in chosen and chosen.index(before) < len(chosen) - 1:
        return [v for v in chosen if v != before]
    return chosen


def kept(value: Any, question: Question | None) -> Any:
    """A value that an expression gave, as an answer is kept: a date as text."""
    if isinstance(value, datetime):
        fine = question is not None and question.input == "datetime-local"
        return value.strftime("%Y-%m-%dT%H:%M" if fine else "%Y-%m-%d")
    return None if isinstance(value, float) and value != value else value


def boolean(question: Question, value: Any) -> Any:
    """One of the two values a question of yes or no keeps; None for anything else."""
    yes, no = question.yes, question.no
    if yes is not None and (value in (True, "true") or identical(value, yes.value)):
        return yes.value
    if no is not None and (value in (False, "false") or identical(value, no.value)):
        return no.value
    return None


def equal(x: Any, y: Any) -> bool:
    """Whether an answer would say again what it says already; 1 and '1' are not the same."""
    if isinstance(x, list) and isinstance(y, list):
        return len(x) == len(y) and all(map(equal, x, y))
    if isinstance(x, dict) and isinstance(y, dict):
        return x.keys() == y.keys() and all(equal(x[key], y[key]) for key in x)
    one_is_number = script.is_number(x) != script.is_number(y)
    return not one_is_number and same(x, y)


def same(x: Any, y: Any) -> bool:
    """Whether two answers say the same, be it a number or its text."""
    return script.same(x, y, cased=True, trims=False)


def identical(x: Any, y: Any) -> bool:
    """``===`` of JavaScript."""
    return (type(x) is type(y) and bool(x == y)) or (script.is_number(x) and script.is_number(y) and x == y)


def among(value: Any, values: list[Any]) -> bool:
    """Whether a value is one of those offered."""
    return any(script.same(value, each, cased=True, trims=False) for each in values)


def _last_of(values: Any, wanted: list[Any]) -> Any:
    listed = values if isinstance(values, list) else []
    return next((v for v in reversed(listed) if v in wanted), None)
