"""A kept request, read: its events, or why they cannot be."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from msgspec import Raw

from . import cleaning, jitsu, posthog, segment
from .event import Arrival, Event, Limits, Parcel, Refused

GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Dialect:
    split: Callable[[str, bytes], Parcel]
    read: Callable[[str, bytes | Raw, Parcel, Arrival], Event | Refused]
    limits: Limits


DIALECTS: dict[str, Dialect] = {
    "segment": Dialect(segment.split, segment.read, Limits()),
    "jitsu": Dialect(jitsu.split, jitsu.read, Limits()),
    "posthog": Dialect(posthog.split, posthog.read, posthog.LIMITS),
}


class TooMuch(ValueError):
    """A body that expands beyond its limit."""


def opened(body: bytes, most: int) -> bytes:
    """The body with its compression undone, whatever the headers said of it.

    Raises
        TooMuch: it holds more than ``most`` bytes.
        ValueError: it begins as gzip and is not.
    """
    if body[:2] != GZIP:
        if len(body) > most:
            raise TooMuch
        return body
    inflating = zlib.decompressobj(wbits=31)
    try:
        plain = inflating.decompress(body, most + 1)
    except zlib.error as error:
        raise ValueError(f"the body begins as gzip and is not ({error})") from None
    if len(plain) > most:
        raise TooMuch
    if not inflating.eof:
        raise ValueError("the body is gzip that ends too early")
    return plain


def parcel_of(route: str, body: bytes) -> Parcel:
    """The body of a request on a route (``segment:batch``) taken apart; never raises but TooMuch."""
    dialect, _, kind = route.partition(":")
    try:
        return DIALECTS[dialect].split(kind, opened(body, DIALECTS[dialect].limits.body))
    except TooMuch:
        raise
    except ValueError as error:
        return Parcel((body,), fault=f"{error}; send plain JSON or whole gzip")


def events_of(route: str, parcel: Parcel, arrival: Arrival) -> Iterator[Event | Refused]:
    """Each event of a parcel, read; as many as ``parcel.events``."""
    dialect, _, kind = route.partition(":")
    speaks = DIALECTS[dialect]
    for raw in parcel.events:
        if parcel.fault:
            yield cleaning.refused("unreadable", parcel.fault, raw)
        elif len(memoryview(raw)) > speaks.limits.event:
            yield cleaning.refused("too_large", f"an event holds at most {speaks.limits.event} bytes; send less", raw)
        else:
            yield _read(speaks, kind, raw, parcel, arrival)


def _read(speaks: Dialect, kind: str, raw: bytes | Raw, parcel: Parcel, arrival: Arrival) -> Event | Refused:
    """One event; whatever it is made of, it must not hold up those behind it."""
    try:
        return speaks.read(kind, raw, parcel, arrival)
    except (ValueError, RecursionError, OverflowError) as error:
        return cleaning.refused("unreadable", f"the event cannot be read ({error}); send plainer values", raw)
