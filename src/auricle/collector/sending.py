"""Events sent again as their key's: put into the journal anew, and judged like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from .answering import key_of
from .bell import DRAIN, ring
from .journal.journal import Arriving
from .journal.opening import open_journal


class NoKey(LookupError):
    def __init__(self, workspace: str, key: str):
        super().__init__(f"the workspace {workspace} has no write key {key!r}; it may have been revoked")


def send_again(home: Path, workspace: str, source: str, events: Sequence[str]) -> int:
    """Put events that were refused once, and mended since, into the journal as their key's; how many.

    ``source`` is what all keys that were rotated into one another share; ``events`` are JSON objects in Segment's or
    in PostHog's form. They are judged, counted and drained like any other.

    Raises
        NoKey: the workspace has no such source.
    """
    with open_journal(home) as journal:
        key = next((key for key in journal.keys(workspace) if key.source == source), None)
        if key is None or key.id == key_of(workspace):
            raise NoKey(workspace, source)
        now = int(datetime.now(UTC).timestamp() * 1e6)
        journal.append([Arriving(workspace, key.id, now, *_addressed(event)) for event in events])
    ring(home, DRAIN)
    return len(events)


def _addressed(event: str) -> tuple[str, str, int, bytes]:
    """Route, context, number of events and body of one mended event."""
    if '"distinct_id"' in event:
        return "posthog:capture", "{}", 1, event.encode()
    return "segment:batch", "{}", 1, b'{"batch":[' + event.encode() + b"]}"
