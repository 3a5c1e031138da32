"""Whose rules are judged as facts arrive: the signals themselves, and other rooms. One reading serves them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from auricle.query.signals import Match, Rule
from auricle.web.platform.public import Workspace


@dataclass(frozen=True, slots=True)
class Watcher:
    """A room that has rules.

    Parameters
        workspaces: the ids of those in which it has a rule that is on. rules: the rules that are on, by their id.
        take: is told what set them off, in the transaction that moves the reading on: once, whatever is killed.
    """

    workspaces: Callable[[], Iterable[int]]
    rules: Callable[[Workspace], Mapping[int, Rule]]
    take: Callable[[Workspace, Sequence[Match]], object]


WATCHERS: dict[str, Watcher] = {}


def watches(name: str, watcher: Watcher) -> None:
    """Have the rules of a room judged; it calls ``follow`` when they change."""
    WATCHERS[name] = watcher
