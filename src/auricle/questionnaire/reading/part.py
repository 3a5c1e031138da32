"""One object of a document: its properties by type, and a note of everything it says that we do not do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...sentence import sentence
from ..expression import FUNCTIONS, Expression, NotAnExpression, expression
from ..shape import Hindrance
from ..words import Words, words
from .unreadable import Unreadable

SURVEY_FUNCTIONS = frozenset({"isContainerReady", "displayValue", "getComment"})
"""Functions that look at the survey itself; ``sitting`` has them."""
_CONTEXTS = ("panel.", "row.", "prevPanel.", "nextPanel.", "matrix.", "survey.", "parent.", "parentPanel.", "totalRow.")


@dataclass(slots=True)
class Notes:
    """What was found while reading: hindrances, languages, and the names in use."""

    hindrances: list[Hindrance] = field(default_factory=list)
    languages: dict[str, None] = field(default_factory=dict)

    def hinder(self, path: str, reason: str) -> None:
        self.hindrances.append(Hindrance(path, reason))


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the document and where it stands."""

    says: Mapping[str, Any]
    path: str
    notes: Notes

    def at(self, *steps: str | int) -> str:
        path = self.path
        for step in steps:
            path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
        return path

    def get(self, *names: str) -> Any:
        """The first of several spellings of a property that is there."""
        return next((self.says[name] for name in names if name in self.says), None)

    def text(self, *names: str) -> str:
        found = self.get(*names)
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return str(found)
        return found if isinstance(found, str) else ""

    def name(self) -> str:
        return self.text("name").strip()

    def flag(self, *names: str, otherwise: bool = False) -> bool:
        found = self.get(*names)
        if isinstance(found, str):
            return found.lower() == "true"
        return found if isinstance(found, bool) else otherwise

    def number(self, *names: str) -> float | None:
        found = self.get(*names)
        if isinstance(found, str):
            try:
                found = float(found) if "." in found else int(found)
            except ValueError:
                return None
        return found if isinstance(found, (int, float)) and not isinstance(found, bool) else None

    def count(self, *names: str) -> int:
        return max(0, int(self.number(*names) or 0))

    def one_of(self, allowed: tuple[str, ...], *names: str) -> str:
        """One of several words; the first where nothing is said, and where it is another, which is noted."""
        found = self.get(*names)
        if found is None or found in allowed:
            return found or allowed[0]
        self.notes.hinder(
            self.at(names[0]), sentence("{value!r} is none of {allowed}", value=found, allowed=", ".join(allowed))
        )
        return allowed[0]

    def words(self, *names: str) -> Words:
        found = words(self.get(*names))
        self.notes.languages.update(dict.fromkeys(k for k in found.said if k != "default"))
        return found

    def expression(self, *names: str) -> Expression | None:
        """An expression; one that cannot be worked out is noted, and left out."""
        found = self.get(*names)
        if found is None or found == "":
            return None
        if not isinstance(found, str):
            self.notes.hinder(self.at(names[0]), sentence("an expression is text"))
            return None
        try:
            read = expression(found)
        except NotAnExpression as error:
            self.notes.hinder(self.at(names[0]), error.args[0])
            return None
        return read if self._can_be_worked_out(read, names[0]) else None

    def _can_be_worked_out(self, read: Expression, name: str) -> bool:
        unknown = [f for f in read.functions if f not in FUNCTIONS and f not in SURVEY_FUNCTIONS]
        foreign = [n for n in read.names if n.startswith("$") or n.startswith(_CONTEXTS)]
        for function in unknown:
            self.notes.hinder(self.at(name), sentence("there is no function {function!r}", function=function))
        for found in foreign:
            self.notes.hinder(
                self.at(name), sentence("{name!r} speaks of a part of the survey, not of an answer", name=found)
            )
        return not unknown and not foreign

    def parts(self, *names: str) -> Iterator[Part]:
        """The objects of a list; one that is no object stops the reading."""
        for position, each in enumerate(self.items(*names)):
            path = self.at(names[0], position)
            if not isinstance(each, dict):
                raise Unreadable(path, sentence("an object is expected"))
            yield Part(each, path, self.notes)

    def items(self, *names: str) -> list[Any]:
        found = self.get(*names)
        if found is None:
            return []
        if not isinstance(found, list):
            raise Unreadable(self.at(names[0]), sentence("a list is expected"))
        return found

    def refuse(self, refusals: Mapping[str, tuple[Any, str]]) -> None:
        """Note properties that would change who is asked what and that we do not do, unless they say nothing."""
        for name, (harmless, reason) in refusals.items():
            found = self.says.get(name)
            if found not in (None, "", [], {}, False) and found != harmless:
                self.notes.hinder(self.at(name), reason)
