"""Events become rows of the store's entities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from auricle.collector.adapters import cleaning
from auricle.collector.adapters.event import Event, Refused
from auricle.collector.journal.journal import Request
from auricle.model.entities import INTERACTIONS, QUARANTINE
from auricle.store.batch import BatchRefused

HAPPENED = ("track", "page", "screen")
"""Kinds of events that become interactions; the others say who somebody is."""
TELLING = ("identify", "group")
"""Kinds of events that tell traits of a person."""
POISON = (BatchRefused, UnicodeError, TypeError, ArithmeticError, KeyError, duckdb.DataError, pa.ArrowException)
"""What is wrong with a value, and will be however often it is tried; anything else is tried again."""

MOMENT = pa.timestamp("us", tz="UTC")
_LARGE = "[0-9][eE][+]?[0-9]{3}|[0-9]{300}"
"""Where a number larger than any machine holds may be."""


class Source(msgspec.Struct, frozen=True):
    """Where events come from: a write key through all its rotations."""

    id: str
    name: str


class Placed(msgspec.Struct, frozen=True, gc=False):
    """An event of a kept request; ``id`` is its message id within its source, or its place in the journal.

    ``named`` are the identities it names, the most telling first.
    """

    request: Request
    index: int
    source: Source
    event: Event
    named: tuple[str, ...]
    id: str


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


def events(placed: Sequence[Placed]) -> pa.Table:
    """Events as the rules of meaning take them, nobody's yet."""
    requests = {each.request.position: each for each in placed}
    place_of = {position: place for place, position in enumerate(requests)}
    of_request = pa.array([place_of[each.request.position] for each in placed], pa.int32())
    said = [_headers.decode(each.request.context) for each in requests.values()]
    found = [each.event for each in placed]
    nobody = pa.nulls(len(placed), pa.string())
    return pa.table(
        {
            "interaction": texts([each.id for each in placed]),
            "at": pa.array([each.at for each in found], MOMENT),
            "customer": nobody,
            "known_as": nobody,
            "event": texts([each.name for each in found]),
            "kind": texts([each.kind for each in found]),
            "source": texts([each.source.name for each in requests.values()]).take(of_request),
            "properties": _storable([each.properties for each in found]),
            "context": _storable([each.context for each in found]),
            "user_agent": texts([each.user_agent for each in said]).take(of_request),
            "country": texts([each.country for each in said]).take(of_request),
            "language": texts([each.language for each in said]).take(of_request),
            "original_timestamp": texts([each.original_timestamp or None for each in found]),
            "sent_at": texts([each.sent_at or None for each in found]),
        }
    )


def _storable(objects: list[str]) -> pa.Array:
    """JSON objects with numbers that any store can take; the engine finds those that may hold others.

    Raises
        BatchRefused: an object cannot be mended.
    """
    written = texts(objects)
    suspects = pc.indices_nonzero(pc.match_substring_regex(written, _LARGE)).to_pylist()
    try:
        for place in suspects:
            objects[place] = cleaning.storable(objects[place])
    except ValueError as error:
        raise BatchRefused(str(error)) from error
    return texts(objects) if suspects else written


def _text(value: str) -> str:
    """A JSON string."""
    return msgspec.json.encode(value).decode()


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
        "raw": [_text(each.why.raw) for each in unfit],
        "state": ["waiting" for _ in unfit],
    }
    return pa.table({name: pa.array(values, QUARANTINE.schema.field(name).type) for name, values in columns.items()})


def texts(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())
