"""What came in, until it is in a store: the one thing between a stranger's request and the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from auricle.collector.keys import WriteKey


class Arriving(NamedTuple):
    """A request to be kept. ``received_at`` in microseconds since 1970; ``body`` as it came."""

    workspace: str
    key: str
    received_at: int
    route: str
    context: str
    events: int
    body: bytes


class Request(NamedTuple):
    """A request that is kept; positions grow, and are never used twice."""

    position: int
    workspace: str
    key: str
    received_at: int
    route: str
    context: str
    events: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a workspace's requests that is being drained, both ends included.

    ``begun`` says that it was being drained before, by a process that did not end it.
    """

    workspace: str
    first: int
    last: int
    begun: bool = False


Tally = Mapping[tuple[str, str, str], int]
"""What became of events: (key, day of arrival, fate) -> how many; fate: stored, duplicate, quarantined:<reason>."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the events of one write key (its id) on the days asked for.

    ``received = stored + duplicate + sum(quarantined.values()) + waiting``, always.
    """

    key: str
    received: int = 0
    stored: int = 0
    duplicate: int = 0
    quarantined: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0

    @property
    def is_whole(self) -> bool:
        return self.received == self.stored + self.duplicate + sum(self.quarantined.values()) + self.waiting


class CannotKeep(OSError):
    """The journal cannot keep anything now (disk full, read-only, damaged …); nothing of the batch was kept."""


class Journal(Protocol):
    """Used by one thread at a time; every process and thread opens its own."""

    id: str
    """Names this journal for ever: positions of two journals never meet in a store."""

    def append(self, requests: Sequence[Arriving]) -> None:
        """Keep requests, all or none; when it returns, they are on disk.

        Raises
            CannotKeep: none was kept.
        """
        ...

    def keys(self, workspace: str = "") -> tuple[WriteKey, ...]:
        """The write keys of a workspace, the newest first; of all workspaces when none is named."""
        ...

    def put_keys(self, *keys: WriteKey) -> None:
        """Add keys, or put them in place of those with the same ids."""
        ...

    def counts(self, workspace: str = "", days: int = 0) -> tuple[Counts, ...]:
        """Counts of each key on the last ``days`` days of arrival, of all when 0."""
        ...

    def daily(self, workspace: str, days: int) -> Mapping[str, tuple[Counts, ...]]:
        """Counts of each key of a workspace by day of arrival (``2026-11-21``), on the last ``days`` days."""
        ...

    def latest(self, workspace: str, limit: int) -> tuple[Request, ...]:
        """The newest requests that are still here, the newest first."""
        ...

    def drained(self, workspace: str) -> int:
        """The last position of a workspace that is in its store."""
        ...

    def waiting(self) -> tuple[str, ...]:
        """The workspaces that have something to drain."""
        ...

    def intend(self, workspace: str, events: int) -> Range | None:
        """The range to drain next: the one begun, else a new one of at most about ``events``, written down first."""
        ...

    def read(self, range_: Range) -> tuple[Request, ...]: ...

    def finish(self, range_: Range, tally: Tally) -> None:
        """Say that a range is in the store, and what became of its events."""
        ...

    def trim(self, workspace: str, before: datetime, limit: int = 500) -> int:
        """Forget drained requests that came before; how many, at most ``limit``."""
        ...

    def size(self) -> int:
        """Bytes that are in use here, without what was freed."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Journal: ...

    def __exit__(self, *_: object) -> None: ...


def counted(found: Mapping[tuple[str, str], int], waiting: Mapping[str, int]) -> tuple[Counts, ...]:
    """Counts out of rows (key, fate) -> n and the events that wait by key."""
    quarantined: dict[str, Counter[str]] = {}
    for (key, fate), n in found.items():
        kind, _, reason = fate.partition(":")
        if kind == "quarantined":
            quarantined.setdefault(key, Counter())[reason] += n
    keys = sorted({key for key, _ in found} | set(waiting))
    return tuple(
        Counts(
            key,
            found.get((key, "received"), 0),
            found.get((key, "stored"), 0),
            found.get((key, "duplicate"), 0),
            dict(quarantined.get(key, {})),
            waiting.get(key, 0),
        )
        for key in keys
    )
