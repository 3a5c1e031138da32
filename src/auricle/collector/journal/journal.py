"""What came in, until it is in a store: the one thing between a stranger's request and the answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from zlib import crc32

from auricle.collector.keys import WriteKey

from .met import Ids

MOST_BYTES = 16 * 1024**2
"""Of bodies in one range, expanded: what is made of them takes some twenty times the room."""
_GZIP = b"\x1f\x8b"


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
    """A request that is kept; positions grow, and are never used twice. One that is not ``whole`` was damaged since."""

    position: int
    workspace: str
    key: str
    received_at: int
    route: str
    context: str
    events: int
    body: bytes
    whole: bool = True


class Unfinished(NamedTuple):
    """A response to a survey that somebody left before its end: the latest of its steps, as it was kept."""

    response: str
    left_at: int
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
    """The journal cannot be written or read now (disk full, read-only, locked …); nothing of the batch was kept."""

    def __init__(self, reason: object):
        super().__init__(f"the journal cannot be used now: {reason}")


class Damaged(CannotKeep):
    """The journal's file is damaged."""


class Journal(Protocol):
    """Used by one thread at a time; every process and thread opens its own.

    Raises
        CannotKeep: from every method, when the journal cannot be read or written now.
    """

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
        """As ``counts``, by day of arrival (``2026-11-21``)."""
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
        """The range to drain next, written down first: the one begun, else a new one.

        It ends with the request that brings it to ``events``, or to ``MOST_BYTES``.
        """
        ...

    def read(self, range_: Range) -> tuple[Request, ...]: ...

    def following(self, range_: Range, events: int) -> tuple[Request, ...]:
        """What the next range after this one will hold at least, if it is as large."""
        ...

    def finish(self, range_: Range, tally: Tally) -> None:
        """Say that a range is in the store, and what became of its events."""
        ...

    def trim(self, workspace: str, before: datetime, limit: int = 500) -> int:
        """Forget drained requests that came before; how many, at most ``limit``."""
        ...

    def remove(self, positions: Sequence[int]) -> None:
        """Remove requests so that nothing of them is left in the file."""
        ...

    def leave(self, workspace: str, responses: Sequence[Unfinished]) -> None:
        """Remember where responses were left, in place of what was remembered of them."""
        ...

    def unfinished(self, workspace: str, response: str) -> Unfinished | None: ...

    def left_before(self, workspace: str, before: datetime, limit: int = 1_000) -> tuple[Unfinished, ...]:
        """Responses that nobody went on with since, the longest left first."""
        ...

    def settle(self, workspace: str, responses: Sequence[str]) -> None:
        """Forget responses, because they are counted or not to be."""
        ...

    def ids(self, workspace: str) -> Ids:
        """The ids of a workspace's events that were met."""
        ...

    def size(self) -> int:
        """Bytes that are in use here, without what was freed."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Journal: ...

    def __exit__(self, *_: object) -> None: ...


def in_all(daily: Mapping[str, tuple[Counts, ...]]) -> tuple[Counts, ...]:
    """Counts of each key on all days together."""
    found: Counter[tuple[str, str]] = Counter()
    waiting: Counter[str] = Counter()
    for each in (counts for day in daily.values() for counts in day):
        found.update({(each.key, fate): getattr(each, fate) for fate in ("received", "stored", "duplicate")})
        found.update({(each.key, f"quarantined:{reason}"): n for reason, n in each.quarantined.items()})
        waiting[each.key] += each.waiting
    return counted(found, waiting)


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


def counted_by_day(
    found: Sequence[tuple[str, str, str, int]], waiting: Sequence[tuple[str, str, int]]
) -> Mapping[str, tuple[Counts, ...]]:
    """Counts of each day out of rows (day, key, fate, n) and of what waits (day, key, n)."""
    return {
        day: counted(
            {(key, fate): n for on, key, fate, n in found if on == day},
            {key: n for on, key, n in waiting if on == day},
        )
        for day in sorted({day for day, *_ in found} | {day for day, *_ in waiting})
    }


def request_of(row: Sequence[Any]) -> Request:
    """A request out of its row, whose last column is the checksum that was made of the body when it came."""
    position, workspace, key, received_at, route, context, events, body, checksum = row
    whole = crc32(body) == checksum
    return Request(position, workspace, key, received_at, route, context, events, body, whole)


def received_by_day(requests: Sequence[Arriving]) -> Counter[tuple[str, str]]:
    """Events by key and day of arrival."""
    received: Counter[tuple[str, str]] = Counter()
    for request in requests:
        received[request.key, day_of(request.received_at)] += request.events
    return received


class Ahead(NamedTuple):
    """A request that is to be drained: how large it is, and the first two and the last four bytes of its body."""

    position: int
    events: int
    size: int
    head: bytes
    tail: bytes

    @property
    def expanded(self) -> int:
        """Bytes of the body; gzip ends in how many it was made of."""
        is_gzip = self.size > len(_GZIP) and bytes(self.head) == _GZIP  # SQLite cuts nothing out of an empty body
        return max(self.size, int.from_bytes(self.tail, "little")) if is_gzip else self.size


def until_enough(ahead: Iterable[Ahead], events: int) -> Iterator[int]:
    """Positions of requests until they hold ``events`` or ``MOST_BYTES``; at least one, if there is one."""
    room = MOST_BYTES
    for each in ahead:
        yield each.position
        events -= each.events
        room -= each.expanded
        if events <= 0 or room <= 0:
            return


_DAY_US = 86_400_000_000


@lru_cache(maxsize=1_000)
def _named_day(number: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(number * 86_400))


def day_of(received_at: int) -> str:
    """The day of UTC of an instant in microseconds, as ``2026-11-22``."""
    return _named_day(received_at // _DAY_US)


def start_of(day: str) -> int:
    """The first microsecond of a day; 0 when none is named."""
    return int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp() * 1e6) if day else 0


def first_of(days: int) -> str:
    """The first of the last ``days`` days, today being the last; empty when 0."""
    return (datetime.now(UTC).date() - timedelta(days=days - 1)).isoformat() if days else ""
