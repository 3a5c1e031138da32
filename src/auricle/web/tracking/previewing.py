"""What rules take of yesterday's and today's events, as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from auricle.model.meaning import Meaning, Rule
from auricle.query.meaning.stored import MOST_EVENTS, Taken, last_day, preview
from auricle.query.window import Window
from auricle.web.platform.public import Period
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

    days: Period | None
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
    """The rules on the last day that has events and the one before: today's alone are few when the day has begun."""
    last = last_day(workspace.store)
    days = Period(last - timedelta(days=1), last) if last else None
    found = preview(workspace.store, meaning, Window(days.start, days.end)) if days else ()
    total = sum(each.events for each in found)
    rules = meaning.rules
    shares = [
        _share(rule, total, (e for e in found if e.rule == n), n < len(meaning.own)) for n, rule in enumerate(rules)
    ]
    none = _share(None, total, (each for each in found if each.rule is None))
    return Preview(days, tuple(s for s in shares if s.is_own), tuple(s for s in shares if not s.is_own), none)


def _share(rule: Rule | None, total: int, taken: Iterable[Taken], is_own: bool = False) -> Share:
    found = sorted(taken, key=lambda each: -each.events)
    return Share(rule, sum(each.events for each in found), total, tuple(found[:EXAMPLES]), is_own)
