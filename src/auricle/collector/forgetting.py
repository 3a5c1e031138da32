"""Takes somebody who was erased out of the requests that are kept for some days after they were drained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import msgspec

from .adapters import answers
from .adapters.reading import opened
from .journal.journal import Journal, Range, Request

_EVENTS_TOGETHER = 5_000
_LARGEST = 50 * 1024**2
_ALL = 10_000_000
_SHORTEST = 4
"""A shorter word is in everybody's body."""


def remove_holding(journal: Journal, workspace: str, words: Iterable[str]) -> int:
    """Remove drained requests whose bodies hold a word; how many."""
    holds, position, gone = _holding(words), 0, 0
    done = journal.drained(workspace)
    while page := journal.following(Range(workspace, 0, position), _EVENTS_TOGETHER):
        doomed = [request.position for request in page if request.position <= done and holds(request)]
        if doomed:
            journal.remove(doomed)
        gone, position = gone + len(doomed), page[-1].position
        if position >= done:
            break
    return gone


def remove_unfinished(journal: Journal, workspace: str, customer: str) -> int:
    """Forget the responses that a customer left unfinished; how many."""
    left = journal.left_before(workspace, datetime.max.replace(tzinfo=UTC), _ALL)
    theirs = [each.response for each in left if getattr(answers.read(each.body), "customer", "") == customer]
    journal.settle(workspace, theirs)
    journal.remove(())  # nothing of what was settled is left in the file either
    return len(theirs)


def _holding(words: Iterable[str]) -> Callable[[Request], bool]:
    """Whether a body holds a word as it is, or as JSON may write it."""
    needles = {form for word in words if len(word) >= _SHORTEST for form in _forms(word)}

    def holds(request: Request) -> bool:
        try:
            body = opened(request.body, _LARGEST)
        except ValueError:
            return True  # nobody can say whose it is
        return any(needle in body for needle in needles)

    return holds


def _forms(word: str) -> set[bytes]:
    plain = msgspec.json.encode(word)[1:-1]
    return {plain, word.encode("utf-8", "replace"), word.encode("ascii", "backslashreplace").lower()}
