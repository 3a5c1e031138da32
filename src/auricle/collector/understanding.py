"""How kept requests are understood: what the drain will make, or made, of each event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from auricle.model.settings import Collecting

from .adapters.event import Arrival, Event, Refused
from .adapters.reading import TooMuch, events_of, parcel_of
from .journal.journal import Request

_DAMAGED = Refused("damaged", "the disk gave back something else than was written; look to it, and send it again", "")


@dataclass(frozen=True, slots=True)
class Understood:
    """One event of a kept request: ``event``, or why it is none in ``refused``; ``waits`` until it is drained."""

    position: int
    index: int
    received_at: datetime
    key: str
    route: str
    waits: bool
    event: Event | None = None
    refused: Refused | None = None


def understood_requests(
    requests: Iterable[Request], drained: int, window_us: int, limit: int
) -> tuple[Understood, ...]:
    """The events of requests, the newest first, of which those up to position ``drained`` wait no longer."""
    return tuple(islice((each for request in requests for each in _events(request, drained, window_us)), limit))


def late_us(collecting: Collecting) -> int:
    """How long before its arrival an event may have happened, in microseconds."""
    return collecting.late_days * 86_400 * 1_000_000


def read(request: Request, window_us: int) -> list[Event | Refused]:
    """Each event of a request, as many as were counted when it came."""
    if not request.whole:
        return [
            Refused("damaged", "the disk gave back something else than was written; send it again", "")
        ] * request.events
    try:
        parcel = parcel_of(request.route, request.body)
    except TooMuch:  # limits were made narrower since
        return [Refused("too_large", "the body is larger than is taken now; send less", "")] * request.events
    return list(events_of(request.route, parcel, Arrival(request.received_at, request.received_at - window_us)))


def _events(request: Request, drained: int, window_us: int) -> Iterator[Understood]:
    received_at = datetime.fromtimestamp(request.received_at / 1e6, UTC)
    found = list(enumerate(read(request, window_us)))
    for index, event in reversed(found):
        yield Understood(
            request.position,
            index,
            received_at,
            request.key,
            request.route,
            request.position > drained,
            event if isinstance(event, Event) else None,
            event if isinstance(event, Refused) else None,
        )
