"""What a question measures: as its document says, else as its type and its name tell."""

from __future__ import annotations

import re
from typing import Any

from ...sentence import sentence
from ..shape import MANY, ONE, Choice, Steps
from ..words import Words
from .part import Part

KINDS = ("nps", "csat", "ces", "ces1", "rating", "choice", "text", "number", "date", "boolean")
_DATES = frozenset({"date", "datetime-local", "month", "time"})
_BY_NAME = (
    ("nps", re.compile(r"(?i)(^|[^a-z])nps([^a-z]|$)|recommend")),
    ("csat", re.compile(r"(?i)csat|satisf|满意|滿意")),
    ("ces", re.compile(r"(?i)(^|[^a-z])ces([^a-z0-9]|$)")),
)
_ASKS_TO_RECOMMEND = re.compile(r"(?i)recommend|推荐|推薦")


def kind_of(part: Part, type_: str, steps: Steps | None, columns: tuple[Choice, ...]) -> str:
    """The kind its answers are of; '' when it asks nothing, or nothing that is stored."""
    if type_ in ("html", "expression"):
        return ""
    said = part.text("auricleKind")
    if said in KINDS:
        return _allowed(part, said, type_, steps, columns)
    if said:
        part.notes.hinder(
            part.at("auricleKind"), sentence("{value!r} is none of {allowed}", value=said, allowed=", ".join(KINDS))
        )
    return _told_by_type(part, type_, steps, columns)


def _allowed(part: Part, said: str, type_: str, steps: Steps | None, columns: tuple[Choice, ...]) -> str:
    """The kind the document gives, where answers of this type can be of it."""
    scored = said in ("nps", "csat", "ces", "ces1", "rating")
    scale = scale_of(type_, steps, columns)
    if scored and not scale:
        part.notes.hinder(part.at("auricleKind"), sentence("{kind} needs steps that are numbers", kind=said))
        return _told_by_type(part, type_, steps, columns)
    if said == "nps" and scale != "0-10":
        part.notes.hinder(
            part.at("auricleKind"), sentence("nps is asked from 0 to 10, and this is {scale}", scale=scale)
        )
    return said


def _told_by_type(part: Part, type_: str, steps: Steps | None, columns: tuple[Choice, ...]) -> str:
    if type_ == "rating":
        return _scored(part, steps)
    if type_ == "matrix":
        return "rating" if scale_of(type_, steps, columns) else "choice"
    if type_ in ONE or type_ in MANY:
        return "choice"
    if type_ == "text":
        input_ = part.text("inputType")
        return "number" if input_ == "number" else "date" if input_ in _DATES else "text"
    return {"ranking": "number", "boolean": "boolean"}.get(type_, "text")


def _scored(part: Part, steps: Steps | None) -> str:
    scale = scale_of("rating", steps, ())
    if not scale:
        return "choice"
    named = next((kind for kind, pattern in _BY_NAME if pattern.search(part.name())), "")
    title = part.get("title")
    asked = " ".join(title.values()) if isinstance(title, dict) else title
    if scale == "0-10" and (named == "nps" or _ASKS_TO_RECOMMEND.search(_text(asked))):
        return "nps"
    return "rating" if named in ("", "nps") else named


def _text(given: Any) -> str:
    return given if isinstance(given, str) else ""


def scale_of(type_: str, steps: Steps | None, columns: tuple[Choice, ...]) -> str:
    """Lowest and highest score as asked, such as 0-10; '' where the answers are no scores."""
    values = [choice.value for choice in (steps.values if type_ == "rating" and steps else columns)]
    numbers = [number for number in map(as_score, values) if number is not None]
    if not values or len(numbers) < len(values) or min(numbers) < 0:
        return ""
    return f"{_short(min(numbers))}-{_short(max(numbers))}"


def as_score(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _short(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def steps_of(part: Part, values: tuple[Choice, ...]) -> Steps:
    """The steps of a rating: those listed, or from ``rateMin`` by ``rateStep`` to ``rateMax``."""
    given = part.number("rateMin")
    low, step = 1 if given is None else given, part.number("rateStep") or 1
    count, given = part.number("rateCount"), part.number("rateMax")
    high = 5 if given is None else given
    if count and given is None:
        high = low + step * (count - 1)
    elif count and part.number("rateMin") is None:
        low = high - step * (count - 1)
    shown = {"stars": "stars", "smileys": "faces"}.get(part.text("rateType", "rateDisplayMode"), "numbers")
    if not values or part.get("autoGenerate") is True:
        values = _generated(low, high, step)
    if shown == "faces":
        values = values[:10]
    return Steps(
        low,
        high,
        step,
        part.words("minRateDescription", "mininumRateDescription"),
        part.words("maxRateDescription", "maximumRateDescription"),
        shown,  # type: ignore[arg-type]
        values,
    )


_MOST_STEPS = 100


def _generated(low: float, high: float, step: float) -> tuple[Choice, ...]:
    values: list[Choice] = []
    value = min(low, high)
    while step > 0 and value <= high and len(values) < _MOST_STEPS:
        values.append(Choice(int(value) if value == int(value) else value, Words()))
        value = round(value + step, 10)
    return tuple(values)
