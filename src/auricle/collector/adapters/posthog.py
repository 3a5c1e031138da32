"""PostHog's capture API: single events, lists and batches, plain, as a form, or in base64."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import parse_qs

import msgspec
from msgspec import Raw, Struct

from . import cleaning
from .event import Arrival, Event, Limits, Parcel, Refused
from .segment import digest
from .times import happened_at

LIMITS = Limits(body=5 * 1024**2)  # its clients fill batches by number of events, up to five megabytes
_MALFORMED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_KINDS = {
    "$pageview": "page",
    "$screen": "screen",
    "$identify": "identify",
    "$set": "identify",
    "$create_alias": "alias",
    "$groupidentify": "group",
}
_CONTEXT = {
    "$current_url": ("page", "url"),
    "$referrer": ("page", "referrer"),
    "title": ("page", "title"),
    "$device_type": ("device", "type"),
    "$os": ("os", "name"),
    "$lib": ("library", "name"),
    "$lib_version": ("library", "version"),
    "utm_campaign": ("campaign", "name"),
    "utm_source": ("campaign", "source"),
    "utm_medium": ("campaign", "medium"),
    "utm_term": ("campaign", "term"),
    "utm_content": ("campaign", "content"),
}


class _Top(Struct, gc=False):
    batch: list[Raw] | None = None
    data: list[Raw] | Raw | None = None
    api_key: str | None = None
    token: str | None = None
    sent_at: str | None = None
    sentAt: str | None = None  # noqa: N815 - as its clients call it
    properties: Raw = cleaning.NOTHING


class _Wire(Struct, gc=False, rename={"set": "$set"}):
    event: str | None = None
    distinct_id: str | None = None
    uuid: str | None = None
    timestamp: str | None = None
    offset: float | None = None
    properties: Raw = cleaning.NOTHING
    set: Raw = cleaning.NOTHING


class _Said(
    Struct,
    gc=False,
    rename={
        "set": "$set",
        "device": "$device_id",
        "identified": "$is_identified",
        "person": "$process_person_profile",
        "anonymous": "$anon_distinct_id",
        "group": "$group_key",
        "group_set": "$group_set",
        "screen": "$screen_name",
        "insert_id": "$insert_id",
    },
):
    """What the properties say that is ours to know."""

    distinct_id: str | None = None
    token: str | None = None
    alias: str | None = None
    device: str | None = None
    identified: bool | None = None
    person: bool | None = None
    anonymous: str | None = None
    group: str | None = None
    screen: str | None = None
    title: str | None = None
    insert_id: str | None = None
    set: Raw = cleaning.NOTHING
    group_set: Raw = cleaning.NOTHING


_top = msgspec.json.Decoder(_Top)
_list = msgspec.json.Decoder(list[Raw])
_wire = msgspec.json.Decoder(_Wire)
_said = msgspec.json.Decoder(_Said)


def split(kind: str, body: bytes) -> Parcel:
    """A body taken apart: a batch, a list, one event, or any of them in a form or in base64."""
    written = _unwrapped(body)
    try:
        if written[:1] == b"[":
            events = _list.decode(written)
            return Parcel(events, _key_of(events[0]) if events else "")
        top = _top.decode(written)
    except _MALFORMED:
        return _split_loosely(body, written)
    key = top.api_key or top.token or _said_of(top.properties).token or ""
    events = [Raw(written)] if top.batch is None else top.batch
    return Parcel(events, key, top.sent_at or top.sentAt or "")


def _unwrapped(body: bytes) -> bytes:
    """The JSON in a form's ``data``, or in base64; anything else as it is."""
    if body[:1] in (b"{", b"["):
        return body
    if body[:5] == b"data=" or b"&data=" in body:
        body = parse_qs(body.decode("latin-1")).get("data", [""])[-1].encode("latin-1")
    try:
        return base64.b64decode(body, validate=True) if body[:1] not in (b"{", b"[") else body
    except binascii.Error:
        return body


def _split_loosely(body: bytes, written: bytes) -> Parcel:
    try:
        found = cleaning.loose(written)
    except ValueError as error:
        return Parcel((body,), fault=f"the body is not JSON ({error}); send one JSON object")
    top = found if isinstance(found, dict) else {}
    events = top.get("batch", [top]) if top else found
    if not isinstance(events, list):
        return Parcel((body,), fault="the body holds no events; send an object with a batch, or a list")
    key = next((top[name] for name in ("api_key", "token") if isinstance(top.get(name), str)), "")
    return Parcel([msgspec.json.encode(event) for event in events], key, str(top.get("sent_at") or ""))


def _key_of(raw: Raw) -> str:
    try:
        top = _top.decode(raw)
    except _MALFORMED:
        return ""
    return top.api_key or top.token or _said_of(top.properties).token or ""


def _said_of(properties: Raw) -> _Said:
    try:
        return _said.decode(properties)
    except _MALFORMED:
        return _Said()


def read(kind: str, raw: bytes | Raw, parcel: Parcel, arrival: Arrival) -> Event | Refused:
    """One event of a parcel."""
    try:
        wire = _wire.decode(raw)
        return understood(wire, _said.decode(wire.properties), raw, parcel, arrival)
    except _MALFORMED:
        return _read_loosely(raw, parcel, arrival)


def _read_loosely(raw: bytes | Raw, parcel: Parcel, arrival: Arrival) -> Event | Refused:
    """An event some of whose fields are not of the type they should be: numbers for texts are taken as texts."""
    try:
        found = cleaning.loose(bytes(raw))
    except ValueError as error:
        return cleaning.refused("not_json", f"the event is not JSON ({error}); send one JSON object", raw)
    if not isinstance(found, dict) or not isinstance(found.get("properties") or {}, dict):
        return cleaning.refused("not_an_object", "the event and its properties are JSON objects; send {…}", raw)
    properties = dict(found.get("properties") or {})
    for name in ("distinct_id", "alias", "$device_id", "$anon_distinct_id", "$group_key", "$insert_id"):
        if name in properties:
            properties[name] = cleaning.text(properties[name])
    wire = _Wire(
        event=cleaning.text(found.get("event")),
        distinct_id=cleaning.text(found.get("distinct_id")),
        uuid=cleaning.text(found.get("uuid")),
        timestamp=cleaning.text(found.get("timestamp")),
        properties=Raw(msgspec.json.encode(properties)),
        set=Raw(msgspec.json.encode(found.get("$set") or {})),
    )
    return understood(wire, _said_of(wire.properties), raw, parcel, arrival)


def understood(wire: _Wire, said: _Said, raw: bytes | Raw, parcel: Parcel, arrival: Arrival) -> Event | Refused:
    if not wire.event:
        return cleaning.refused("no_name", "the event has no name; send it as event", raw)
    kind = _KINDS.get(wire.event, "track")
    identities = _identities(kind, wire, said)
    if not identities:
        return cleaning.refused("nobody", "the event names nobody; send a distinct_id", raw)
    traits = wire.set if wire.set != cleaning.NOTHING else said.group_set if kind == "group" else said.set
    properties, known = cleaning.object_of(wire.properties), cleaning.object_of(traits)
    if properties is None or known is None:
        return cleaning.refused("not_an_object", "properties and $set are JSON objects; send {…}", raw)
    context = _context(properties[1])
    names = {"track": wire.event, "page": said.title, "screen": said.screen}
    return Event(
        id=wire.uuid or said.insert_id or "",
        kind=kind,
        name=names.get(kind) or "",
        at=_at(wire, parcel, arrival),
        identities=identities,
        properties=properties[0],
        traits=known[0],
        context=msgspec.json.encode(context).decode(),
        said={
            "userId": identities.get("user_id"),
            "anonymousId": identities.get("anonymous_id"),
            "previousId": identities.get("previous_id"),
            "traits": known[1],
            "context": context,
            "properties": properties[1],
        },
        digest=digest((wire.event, wire.timestamp or "", *identities.values()), wire.properties, traits),
        raw=raw,
        original_timestamp=wire.timestamp or "",
        sent_at=parcel.sent_at,
    )


def _context(properties: dict[str, Any]) -> dict[str, Any]:
    """Where it happened, under Segment's names; its clients say it among the properties."""
    found: dict[str, Any] = {}
    for theirs, (part, name) in _CONTEXT.items():
        value = properties.get(theirs)
        if isinstance(value, str) and value:
            found.setdefault(part, {})[name] = value
    agent = properties.get("$raw_user_agent")
    return {**found, "userAgent": agent} if isinstance(agent, str) else found


def _at(wire: _Wire, parcel: Parcel, arrival: Arrival) -> int:
    """Its browser client may say how many milliseconds ago it was instead of when."""
    if wire.offset is not None and not wire.timestamp:
        at = arrival.received_at - round(min(max(wire.offset, 0), 1e15) * 1_000)
        return at if at >= arrival.earliest else arrival.received_at
    return happened_at(wire.timestamp or "", parcel.sent_at, arrival)


def _identities(kind: str, wire: _Wire, said: _Said) -> dict[str, str]:
    """Its one id is a device's until somebody signs in, and then theirs."""
    who = wire.distinct_id or said.distinct_id
    if not who:
        return {}
    known = said.identified is not False and said.person is not False and who != said.device
    found = {"user_id" if known else "anonymous_id": who}
    device = said.anonymous or said.device
    if device and device != who:
        found["anonymous_id"] = device
    if kind == "alias" and said.alias:
        found = {"user_id": said.alias, "previous_id": who}
    if kind == "group" and said.group:
        found["account"] = said.group
    return found
