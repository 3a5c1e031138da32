"""The HTTP API of Segment, which RudderStack's clients speak too, and Jitsu's but for the address."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Raw, Struct

from . import cleaning
from .event import KINDS, Arrival, Event, Parcel, Refused
from .times import happened_at

Said = dict[str, Any]
_MALFORMED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Batch(Struct, gc=False):
    batch: list[Raw]
    writeKey: str | None = None  # noqa: N815 - as it is called there
    sentAt: str | None = None  # noqa: N815


class _Single(Struct, gc=False):
    writeKey: str | None = None  # noqa: N815
    sentAt: str | None = None  # noqa: N815


class _Wire(Struct, gc=False):
    type: str | None = None
    event: str | None = None
    name: str | None = None
    userId: str | None = None  # noqa: N815
    anonymousId: str | None = None  # noqa: N815
    previousId: str | None = None  # noqa: N815
    groupId: str | None = None  # noqa: N815
    messageId: str | None = None  # noqa: N815
    timestamp: str | None = None
    originalTimestamp: str | None = None  # noqa: N815
    sentAt: str | None = None  # noqa: N815
    properties: Raw = cleaning.NOTHING
    traits: Raw = cleaning.NOTHING
    context: Raw = cleaning.NOTHING


_OBJECTS = ("properties", "traits", "context")
_TEXTS = tuple(field for field in _Wire.__struct_fields__ if field not in _OBJECTS)
_batch = msgspec.json.Decoder(_Batch)
_single = msgspec.json.Decoder(_Single)
_wire = msgspec.json.Decoder(_Wire)


def split(kind: str, body: bytes) -> Parcel:
    """A body taken apart; ``kind`` is ``batch`` or that of its one event."""
    try:
        if kind == "batch":
            found = _batch.decode(body)
            return Parcel(found.batch, found.writeKey or "", found.sentAt or "")
        single = _single.decode(body)
        return Parcel((body,), single.writeKey or "", single.sentAt or "")
    except _MALFORMED:
        return _split_loosely(kind, body)


def _split_loosely(kind: str, body: bytes) -> Parcel:
    try:
        found = cleaning.loose(body)
    except ValueError as error:
        return Parcel((body,), fault=f"the body is not JSON ({error}); send one JSON object")
    if not isinstance(found, dict) or not isinstance(found.get("batch", []), list):
        return Parcel((body,), fault="the body is not a JSON object with its events; see the API of Segment")
    events = found.get("batch") if kind == "batch" else [found]
    if events is None:
        return Parcel(
            (body,), cleaning.text(found.get("writeKey")), fault="the body holds no batch; put the events there"
        )
    written = [msgspec.json.encode(event) for event in events]
    return Parcel(written, cleaning.text(found.get("writeKey")), cleaning.text(found.get("sentAt")))


def read(kind: str, raw: bytes | Raw, parcel: Parcel, arrival: Arrival) -> Event | Refused:
    """One event of a parcel; the events of a batch say themselves what they are."""
    try:
        return understood(kind, _wire.decode(raw), raw, parcel, arrival)
    except _MALFORMED:
        return _read_loosely(kind, raw, parcel, arrival)


def _read_loosely(kind: str, raw: bytes | Raw, parcel: Parcel, arrival: Arrival) -> Event | Refused:
    """An event some of whose fields are not of the type they should be: numbers for texts are taken as texts."""
    try:
        found = cleaning.loose(bytes(raw))
    except ValueError as error:
        return cleaning.refused("not_json", f"the event is not JSON ({error}); send one JSON object", raw)
    if not isinstance(found, dict):
        return cleaning.refused("not_an_object", "the event is not a JSON object; send one with a type", raw)
    texts: dict[str, Any] = {name: cleaning.text(found.get(name)) for name in _TEXTS}
    objects: dict[str, Any] = {name: Raw(msgspec.json.encode(found.get(name))) for name in _OBJECTS}
    return understood(kind, _Wire(**texts, **objects), raw, parcel, arrival)


def understood(kind: str, wire: _Wire, raw: bytes | Raw, parcel: Parcel, arrival: Arrival) -> Event | Refused:
    kind = kind if kind != "batch" else wire.type or ""
    if kind not in KINDS:
        return cleaning.refused("unknown_type", f"there is no type {kind!r}; send one of {', '.join(KINDS)}", raw)
    identities = _identities(kind, wire)
    if not identities:
        return cleaning.refused("nobody", "the event names nobody; send a userId or an anonymousId", raw)
    if kind == "track" and not wire.event:
        return cleaning.refused("no_name", "a track has no event; send the name of what happened", raw)
    properties, context = cleaning.text_of(wire.properties), cleaning.text_of(wire.context)
    traits = cleaning.object_of(wire.traits)
    if properties is None or traits is None or context is None:
        return cleaning.refused("not_an_object", "properties, traits and context are JSON objects; send {…}", raw)
    original, sent_at = wire.originalTimestamp or wire.timestamp or "", wire.sentAt or parcel.sent_at
    words = (kind, wire.event or "", wire.name or "", original, *identities.values())
    return Event(
        id=wire.messageId or "",
        kind=kind,
        name=wire.event or "" if kind == "track" else wire.name or "",
        at=happened_at(original, sent_at, arrival),
        identities=identities,
        properties=properties,
        traits=traits[0],
        context=context,
        said=_said(wire, traits[1], context, properties),
        digest=digest(words, wire.properties, wire.traits),
        raw=raw,
        original_timestamp=original,
        sent_at=sent_at,
    )


def _said(wire: _Wire, traits: Said, context: str, properties: str) -> Said:
    """What there is to find ids in; what is empty is left out, and what rarely holds any is left unread."""
    found: Said = {"userId": wire.userId} if wire.userId else {}
    if wire.anonymousId:
        found["anonymousId"] = wire.anonymousId
    if wire.previousId:
        found["previousId"] = wire.previousId
    if traits:
        found["traits"] = traits
    if context != "{}":
        found["context"] = context
    if properties != "{}":
        found["properties"] = properties
    return found


def _identities(kind: str, wire: _Wire) -> dict[str, str]:
    found = {}
    if wire.userId:
        found["user_id"] = wire.userId
    if wire.anonymousId:
        found["anonymous_id"] = wire.anonymousId
    if kind == "alias" and wire.previousId:
        found["previous_id"] = wire.previousId
    if kind == "group" and wire.groupId:
        found["account"] = wire.groupId
    return found


def digest(said: Iterable[str], *written: bytes | Raw) -> bytes:
    """A hash of what an event says; parts are kept apart by a byte that no text holds."""
    words = "\xff".join(said).encode("utf-8", "surrogatepass")
    return blake2b(b"\xff".join((words, *written)), digest_size=8).digest()
