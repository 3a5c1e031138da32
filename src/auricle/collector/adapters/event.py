"""What an adapter makes of a body: events, or what could not be read and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

KINDS = ("track", "page", "screen", "identify", "group", "alias")


class Event(msgspec.Struct, frozen=True, gc=False):
    """One event, understood.

    ``at`` is in microseconds since 1970, never after the arrival. ``identities`` names whom it is about: user_id,
    anonymous_id, previous_id (what an alias replaces), account (a group). ``properties``, ``traits`` and ``context``
    are JSON objects as text, as the client wrote them; ``said`` is what the rules of identity look through, under
    Segment's names (userId, anonymousId, previousId, traits, context, properties), objects or JSON as text. ``digest``
    is a hash of what it says, without what a client stamps at sending: two events of one id that say the same have one.
    ``raw`` is the whole event as it came.
    """

    id: str
    kind: str
    name: str
    at: int
    identities: dict[str, str]
    properties: str
    traits: str
    context: str
    said: dict[str, Any]
    digest: bytes
    raw: bytes | msgspec.Raw
    original_timestamp: str = ""
    sent_at: str = ""


class Refused(msgspec.Struct, frozen=True, gc=False):
    """What could not be read: a reason as a code, and why in a sentence with the next step."""

    reason: str
    explanation: str
    raw: str


class Parcel(NamedTuple):
    """A body taken apart, its events not yet looked into.

    ``key`` is the write key the body gives, ``sent_at`` when the client says it sent it. A body that is not what
    its route takes is one event, whole, with the ``fault`` that keeps it from being read.
    """

    events: Sequence[bytes | msgspec.Raw]
    key: str = ""
    sent_at: str = ""
    fault: str = ""


class Arrival(NamedTuple):
    """When a request came, in microseconds since 1970, and the earliest that an event of it may have happened."""

    received_at: int
    earliest: int


class Limits(NamedTuple):
    """What one request may hold, in bytes and events."""

    event: int = 32 * 1024
    body: int = 500 * 1024
    events: int = 2_500
