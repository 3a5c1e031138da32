"""When an event happened, by a clock that may be wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from .event import Arrival

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 100_000_000_000  # seconds since 1970 stay below it until the year 5138


def instant(text: str) -> int | None:
    """Microseconds since 1970 of an ISO 8601 text (UTC where it names no offset) or of a number; None: neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _of_number(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        since = moment - _EPOCH
    except OverflowError:
        return None
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _of_number(text: str) -> int | None:
    try:
        number = float(text)
        return round(number * (1_000 if abs(number) >= _MILLISECONDS_FROM else 1_000_000))
    except (ValueError, OverflowError):
        return None


_sent = lru_cache(maxsize=256)(instant)  # a batch has one time of sending


def happened_at(original: str, sent_at: str, arrival: Arrival) -> int:
    """When an event happened: as long before it arrived as it was, by the client's clock, before it was sent.

    Without a time of sending the client's word is taken; what lies after the arrival, or too long before it, is
    taken to have happened when it arrived.
    """
    said = instant(original) if original else None
    if said is None:
        return arrival.received_at
    sent = _sent(sent_at) if sent_at else None
    at = said if sent is None else arrival.received_at - (sent - said)
    return at if arrival.earliest <= at <= arrival.received_at else arrival.received_at
