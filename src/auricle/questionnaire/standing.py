"""How things stand in the middle of answering: values, what is shown, and what an expression finds there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .expression import FUNCTIONS, Expression, script
from .shape import COMMENT, MANY, Choice, Question, Questionnaire
from .words import Words

_LISTS = MANY | {"ranking"}
"""Types whose answer is an empty list while nothing was chosen."""


@dataclass(slots=True)
class State:
    """What holds of one question, panel or page just now."""

    visible: bool = True
    enabled: bool = True
    required: bool = False


@dataclass(slots=True)
class Standing:
    """Values by name, variables, and the questions by the names that expressions call them by."""

    questionnaire: Questionnaire
    now: datetime
    language: str
    values: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    chosen_item: Any = None
    ready: Callable[[str], bool] = lambda name: True
    offered: Callable[[Question], tuple[Choice, ...]] = lambda question: question.choices
    by_key: dict[str, Question] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for question in self.questionnaire.questions:
            if question.asks:
                self.by_key.setdefault(question.key.lower(), question)

    # What an expression asks of the place it is worked out in.

    def value(self, name: str) -> Any:
        found, value = self.find(name)
        if not found and name.endswith(".length"):
            return 0
        return value

    def knows(self, name: str) -> bool:
        return self.find(name)[0]

    def ordered(self, name: str) -> bool:
        """Whether the order of its values matters, as in a ranking."""
        question = self.by_key.get(name.lower())
        return question is not None and question.type == "ranking"

    def call(self, name: str, arguments: list[Any]) -> Any:
        if name == "isContainerReady":
            return self.ready(str(arguments[0])) if arguments and arguments[0] else False
        if name == "displayValue":
            question = self.by_name(arguments[0] if arguments else None)
            given = arguments[1] if len(arguments) > 1 and not script.empty(arguments[1]) else None
            return self.shown(question, given) if question else None
        if name == "getComment":
            question = self.by_name(arguments[0] if arguments else None)
            return self.values.get(question.key + COMMENT, "") if question else ""
        return FUNCTIONS[name](arguments, self.now)

    def holds(self, expression: Expression | None) -> bool:
        """Whether a condition is true, and not only something that counts as true."""
        return expression is not None and expression.value(self) is True

    def loosely_holds(self, expression: Expression) -> bool:
        """What options and closing words ask: ``== true`` of JavaScript, for which 1 will do."""
        return _equals_true(expression.value(self))

    # Names.

    def by_name(self, name: Any) -> Question | None:
        return self.questionnaire.question(name) if isinstance(name, str) else None

    def find(self, name: str) -> tuple[bool, Any]:
        """What a name stands for: the item in hand, a variable, an answer, or a part of one."""
        if self.chosen_item is not None and name.lower() in ("item", "choice", "self"):
            return True, self.chosen_item
        path = _path(name)
        for holder in (self.variables, self.values):
            found, value = _reached(holder, path)
            if found:
                return True, value
        question = self.by_key.get(name.lower())
        if question is None:
            return self._is_row(name), None
        if question.type == "matrix":
            return False, None
        return True, [] if question.type in _LISTS else None

    def _is_row(self, name: str) -> bool:
        head, _, row = name.lower().partition(".")
        question = self.by_key.get(head)
        return question is not None and any(r.code.lower() == row for r in question.rows)

    # Words.

    def said(self, words: Words) -> str:
        return self.piped(words.in_(self.language, self.questionnaire.language))

    def piped(self, text: str) -> str:
        """A text with ``{names}`` in it replaced by what they stand for, as it is shown; unknown names stay."""
        if "{" not in text:
            return text
        parts, rest = [], text
        while (start := rest.find("{")) >= 0 and (end := rest.find("}", start)) >= 0:
            start = rest.rfind("{", start, end)
            name = rest[start + 1 : end].strip()
            parts += [rest[:start], self._replaced(name, rest[start : end + 1])]
            rest = rest[end + 1 :]
        return "".join((*parts, rest))

    def _replaced(self, name: str, whole: str) -> str:
        if not name or name.lower() in ("no", "require", "title"):
            return whole
        question = self.by_key.get(name.lower())
        found, value = self.find(name)
        if not found:
            return whole
        if question is not None and name.lower() not in self.variables:
            return self.shown(question)
        return self._row_shown(name, value)

    def _row_shown(self, name: str, value: Any) -> str:
        head, _, _ = name.partition(".")
        question = self.by_key.get(head.lower())
        if question is not None and question.type == "matrix":
            return self._texts(question.columns, value)
        return script.to_text(value)

    def shown(self, question: Question, value: Any = None) -> str:
        """An answer in words: the texts of the options chosen, not their codes."""
        value = self.values.get(question.key) if value is None else value
        if script.empty(value):
            return ""
        if question.type == "boolean" and question.yes and question.no:
            chosen = question.yes if script.loosely_equal(value, question.yes.value) else question.no
            return self.text_of(chosen)
        if question.steps:
            return self._texts(question.steps.values, value)
        if question.chooses:
            return self._texts(self.offered(question), value, self.values.get(question.key + COMMENT, ""))
        return script.to_text(value)

    def _texts(self, choices: tuple[Choice, ...], value: Any, comment: str = "") -> str:
        return ", ".join(self._text(choices, each, comment) for each in (value if isinstance(value, list) else [value]))

    def _text(self, choices: tuple[Choice, ...], value: Any, comment: str) -> str:
        chosen = next((c for c in choices if script.same(c.value, value, cased=True, trims=False)), None)
        if chosen is None:
            return script.to_text(value)
        return comment if chosen.kind == "other" and comment else self.text_of(chosen)

    def text_of(self, choice: Choice) -> str:
        return self.said(choice.text) or choice.code


def _equals_true(value: Any) -> bool:
    return value is True or (script.is_number(value) and value == 1) or (isinstance(value, str) and _one(value))


def _one(text: str) -> bool:
    return script.to_number(text) == 1


def _path(name: str) -> list[str | int]:
    """``a.b[0]`` as a, b, 0."""
    path: list[str | int] = []
    for part in name.split("."):
        head, bracket, rest = part.rpartition("[")
        index = script.number_of(rest[:-1]) if bracket and rest.endswith("]") else math.nan
        if math.isnan(index):
            path.append(part)
        else:
            path += [head, int(index)]
    return path


def _reached(holder: Any, path: list[str | int]) -> tuple[bool, Any]:
    """Follow a path through objects and lists; names may hold points, and the longest that is there wins."""
    if not path:
        return True, holder
    step = path[0]
    if isinstance(step, int):
        if not isinstance(holder, list) or not -len(holder) <= step < len(holder):
            return False, None
        return _reached(holder[step], path[1:])
    if step == "length" and len(path) == 1 and isinstance(holder, (list, str)):
        return True, len(holder)
    if not isinstance(holder, dict):
        return False, None
    names = {key.lower(): key for key in reversed(holder)}
    for length in range(_names_ahead(path), 0, -1):
        key = names.get(".".join(str(part) for part in path[:length]).lower())
        if key is not None and holder[key] is not None:
            found, value = _reached(holder[key], path[length:])
            if found:
                return found, value
    return False, None


def _names_ahead(path: list[str | int]) -> int:
    return next((i for i, step in enumerate(path) if isinstance(step, int)), len(path))
