"""Events become rows of the store's entities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from auricle.collector.adapters.event import Event, Refused
from auricle.collector.journal.journal import Request
from auricle.model.entities import INTERACTIONS, QUARANTINE

HAPPENED = ("track", "page", "screen")
"""Kinds of events that become interactions; the others say who somebody is."""
TELLING = ("identify", "group")
"""Kinds of events that tell traits of a person."""

MOMENT = pa.timestamp("us", tz="UTC")


class Source(msgspec.Struct, frozen=True):
    """Where events come from: a write key through all its rotations."""

    id: str
    name: str


class Placed(msgspec.Struct, frozen=True, gc=False):
    """An event of a kept request; ``id`` is its message id within its source, or its place in the journal."""

    request: Request
    index: int
    source: Source
    event: Event
    id: str

    @classmethod
    def of(cls, request: Request, index: int, source: Source, event: Event) -> Placed:
        return cls(request, index, source, event, f"{source.id}:{event.id or f'{request.position}-{index}'}")


class Unfit(msgspec.Struct, frozen=True):
    """An event that goes to quarantine."""

    request: Request
    index: int
    source: Source
    why: Refused
    id: str = ""


class _Headers(msgspec.Struct):
    user_agent: str | None = None
    language: str | None = None
    country: str | None = None


_headers = msgspec.json.Decoder(_Headers)


def events(placed: Sequence[Placed], customers: Sequence[str | None], known_as: Sequence[str | None]) -> pa.Table:
    """Events that happened, as the rules of meaning take them; ``customers`` and ``known_as`` go with ``placed``."""
    said = {each.request.position: _headers.decode(each.request.context) for each in placed}
    headers = [said[each.request.position] for each in placed]
    return pa.table(
        {
            "interaction": _texts(each.id for each in placed),
            "at": pa.array([each.event.at for each in placed], MOMENT),
            "customer": _texts(customers),
            "known_as": _texts(known_as),
            "event": _texts(each.event.name for each in placed),
            "kind": _texts(each.event.kind for each in placed),
            "source": _texts(each.source.name for each in placed),
            "properties": _texts(each.event.properties for each in placed),
            "context": _texts(each.event.context for each in placed),
            "user_agent": _texts(each.user_agent for each in headers),
            "country": _texts(each.country for each in headers),
            "language": _texts(each.language for each in headers),
        }
    )


def with_raw_times(interactions: pa.Table, placed: Sequence[Placed]) -> pa.Table:
    """The interactions of ``placed``, with the client's own times among their properties."""
    raw = _texts(_raw_times(each.event) for each in placed)
    rest = pc.utf8_slice_codeunits(interactions.column("properties"), 1)
    joined = pc.binary_join_element_wise(raw, rest, "")
    return interactions.set_column(interactions.schema.get_field_index("properties"), "properties", joined)


def _raw_times(event: Event) -> str:
    """The beginning of an object that goes on with at least one more name."""
    original = f'"_original_timestamp":{text(event.original_timestamp)},' if event.original_timestamp else ""
    sent = f'"_sent_at":{_sent(event.sent_at)},' if event.sent_at else ""
    return f"{{{original}{sent}"


def text(value: str) -> str:
    """A JSON string."""
    return msgspec.json.encode(value).decode()


_sent = lru_cache(maxsize=256)(text)  # a batch has one time of sending


def quarantine(unfit: Sequence[Unfit]) -> pa.Table:
    """Rows of the quarantine, each with why and as it came."""
    columns: dict[str, list[Any]] = {
        "row": [f"{each.source.id}:{each.request.position}-{each.index}" for each in unfit],
        "at": [each.request.received_at for each in unfit],
        "source": [each.source.name for each in unfit],
        "entity": [INTERACTIONS.name for _ in unfit],
        "value": [each.id or None for each in unfit],
        "reason": [each.why.reason for each in unfit],
        "explanation": [each.why.explanation for each in unfit],
        "raw": [text(each.why.raw) for each in unfit],
        "state": ["waiting" for _ in unfit],
    }
    return pa.table({name: pa.array(values, QUARANTINE.schema.field(name).type) for name, values in columns.items()})


def _texts(values: Iterable[str | None]) -> pa.Array:
    return pa.array(list(values), pa.string())
