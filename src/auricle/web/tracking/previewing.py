"""What rules take of the last day's events, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auricle.model.meaning import Meaning, Rule
from auricle.query.meaning.stored import MOST_EVENTS, Taken, last_day, preview
from auricle.workspace import Workspace

EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Share:
    """How many events a rule takes (of all ``of``), and the most frequent of their names."""

    rule: Rule | None
    events: int
    of: int
    examples: tuple[Taken, ...]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """By rule, in the order in which they are tried; ``none`` are those that no rule takes."""

    day: date | None
    own: tuple[Share, ...] = ()
    standard: tuple[Share, ...] = ()
    none: Share | None = None

    @property
    def events(self) -> int:
        return self.none.of if self.none else 0

    @property
    def is_part(self) -> bool:
        return self.events >= MOST_EVENTS

    @property
    def taken(self) -> int:
        return self.events - (self.none.events if self.none else 0)


def preview_of(workspace: Workspace, meaning: Meaning) -> Preview:
    """The rules on the last day that has events."""
    day = last_day(workspace.store)
    found = preview(workspace.store, meaning, day) if day else ()
    total = sum(each.events for each in found)
    rules = meaning.rules
    shares = [
        _share(rule, total, (e for e in found if e.rule == n), n < len(meaning.own)) for n, rule in enumerate(rules)
    ]
    none = _share(None, total, (each for each in found if each.rule is None))
    return Preview(day, tuple(s for s in shares if s.is_own), tuple(s for s in shares if not s.is_own), none)


def _share(rule: Rule | None, total: int, taken: Iterable[Taken], is_own: bool = False) -> Share:
    found = sorted(taken, key=lambda each: -each.events)
    return Share(rule, sum(each.events for each in found), total, tuple(found[:EXAMPLES]), is_own)
