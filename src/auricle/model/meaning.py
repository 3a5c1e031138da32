"""What an event means: ordered rules that give it a touchpoint, a stage, an activity, an outcome, a value.

A workspace may hold ``meaning.yaml`` beside ``auricle.yaml``:

.. code-block:: yaml

    rules:
      - rule: room planner opened
        when: {event: Planner Opened, where: "properties.rooms >= 2"}
        touchpoint: planner
        stage: choose
        value: =properties.rooms

The first rule that fits an event wins. After a workspace's own come the standard ones (the file
``meaning.yaml`` beside this module): pages and screens, the names of the e-commerce specification,
what auricle.js sends. ``standard: false`` leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from ..sentence import sentence
from .document import Document

FILE = "meaning.yaml"
KINDS = ("track", "page", "screen")
TEXTS = ("touchpoint", "stage", "channel", "activity", "outcome")
NUMBERS = ("value", "duration_seconds")
GIVEN = (*TEXTS, *NUMBERS)
"""The columns of an interaction that a rule may give."""
CALCULATED = "="
"""What a calculated value begins with; anything else is taken as it stands."""


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which events a rule takes; what is left out takes all of them.

    ``event`` is a name or several, as sent; a ``*`` at its end stands for any ending. ``where`` is a
    filter over ``event``, ``kind``, ``source``, ``device``, ``properties.…`` and ``context.…``.
    """

    event: str | tuple[str, ...] = ()
    kind: Literal["", "track", "page", "screen"] = ""
    where: str = ""

    @property
    def events(self) -> tuple[str, ...]:
        return (self.event,) if isinstance(self.event, str) else self.event


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"name": "rule"}):
    """What the events it takes mean; empty is left to the event itself (see ``Meaning.unsaid``).

    A value that begins with ``=`` is calculated: ``=properties.total``.
    """

    name: str
    when: When = When()
    touchpoint: str = ""
    stage: str = ""
    channel: str = ""
    activity: str = ""
    outcome: str = ""
    value: str | float | int = ""
    duration_seconds: str | float | int = ""

    def given(self, column: str) -> str:
        """What the rule says of a column, as text; empty when nothing."""
        return str(getattr(self, column))


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: tuple[Rule, ...] = ()
    standard: bool = True
    unsaid: Rule | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """The rules of a workspace: its ``own``, then the standard ones unless it left them out."""

    own: tuple[Rule, ...] = ()
    standard: bool = True

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All of them, in the order in which they are tried."""
        return (*self.own, *(_standard().rules if self.standard else ()))

    @property
    def unsaid(self) -> Rule:
        """What an event means where its rule says nothing, or none takes it."""
        found = _standard().unsaid
        assert found is not None
        return found


def meaning_in(document: Document) -> Meaning:
    """The rules of a workspace's document.

    Raises
        DocumentError: it cannot be read, or two rules have one name; by file and line. Filters and
            calculated values are checked where they are understood (``query.meaning.check``).
    """
    file = document.decode(_File)
    if file.unsaid is not None:
        raise document.error(
            sentence("unsaid is not a workspace's to say; write a rule without a when at the end"), "unsaid"
        )
    _check_names(document, file.rules, {rule.name for rule in _standard().rules} if file.standard else set())
    return Meaning(file.rules, file.standard)


def _check_names(document: Document, rules: Iterable[Rule], taken: set[str]) -> None:
    seen = set(taken)
    for position, rule in enumerate(rules):
        if not rule.name.strip():
            raise document.error(
                sentence("a rule needs a name; it is how an interaction says why it means what"), *_at(position)
            )
        if rule.name in seen:
            raise document.error(
                sentence("there are two rules called {rule!r}; rename one", rule=rule.name), *_at(position)
            )
        if any(not event.strip("*").strip() for event in rule.when.events):
            raise document.error(
                sentence("an event's name is empty; leave event out to take all"), *_at(position), "when"
            )
        seen.add(rule.name)


def _at(position: int) -> tuple[str | int, ...]:
    return ("rules", position)


@lru_cache(maxsize=1)
def _standard() -> _File:
    return Document(Path(__file__).with_name(FILE)).decode(_File)


__all__ = [
    "CALCULATED",
    "FILE",
    "GIVEN",
    "KINDS",
    "NUMBERS",
    "TEXTS",
    "Meaning",
    "Rule",
    "When",
    "meaning_in",
]
