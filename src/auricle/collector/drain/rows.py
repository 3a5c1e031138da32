"""Events become rows of the store's entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
import pyarrow as pa

from auricle.collector.adapters.event import Event, Refused
from auricle.collector.journal.journal import Request
from auricle.model.entities import INTERACTIONS, QUARANTINE

HAPPENED = ("track", "page", "screen")
"""Kinds of events that become interactions; the others say who somebody is."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An event of a kept request, and the source whose it is."""

    request: Request
    index: int
    source: str
    event: Event

    @property
    def id(self) -> str:
        """Its message id within its source; its place in the journal when it has none."""
        return f"{self.source}:{self.event.id or f'{self.request.position}-{self.index}'}"


@dataclass(frozen=True, slots=True)
class Unfit:
    """An event that goes to quarantine."""

    request: Request
    index: int
    source: str
    why: Refused
    id: str = ""


def interactions(events: Iterable[Placed], customers: Mapping[str, str]) -> pa.Table:
    """Interactions of events that happened; ``customers`` gives the customer by the event's id."""
    happened = list(events)
    columns = {
        "interaction": pa.array([each.id for each in happened], pa.string()),
        "at": pa.array([each.event.at for each in happened], pa.timestamp("us", tz="UTC")),
        "customer": pa.array([customers[each.id] for each in happened], pa.string()),
        "activity": pa.array([_activity(each.event) for each in happened], pa.string()),
        "properties": pa.array([properties(each) for each in happened], pa.string()),
    }
    return pa.table(columns, schema=pa.schema([INTERACTIONS.schema.field(name) for name in columns]))


def _activity(event: Event) -> str:
    return event.name if event.kind == "track" else event.kind


def properties(placed: Placed) -> str:
    """What the client said of the event, and under names that begin with ``_`` what surrounds it."""
    event = placed.event
    name = f',"_name":{_text(event.name)}' if event.kind != "track" and event.name else ""
    original = f',"_original_timestamp":{_text(event.original_timestamp)}' if event.original_timestamp else ""
    sent = f',"_sent_at":{_text(event.sent_at)}' if event.sent_at else ""
    ours = (
        f'{{"_kind":"{event.kind}"{name}{original}{sent},"_context":{event.context},"_request":{placed.request.context}'
    )
    theirs = event.properties[1:].lstrip()
    return f"{ours}}}" if theirs[:1] == "}" else f"{ours},{theirs}"


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()


def quarantine(unfit: Iterable[Unfit]) -> pa.Table:
    """Rows of the quarantine, each with why and as it came."""
    rows = [
        {
            "row": f"{each.source}:{each.request.position}-{each.index}",
            "at": each.request.received_at,
            "source": each.source,
            "entity": INTERACTIONS.name,
            "value": each.id or None,
            "reason": each.why.reason,
            "explanation": each.why.explanation,
            "raw": _text(each.why.raw),
            "state": "waiting",
        }
        for each in unfit
    ]
    fields = ["row", "at", "source", "entity", "value", "reason", "explanation", "raw", "state"]
    schema = pa.schema([QUARANTINE.schema.field(name) for name in fields])
    return pa.table({name: pa.array([row[name] for row in rows], schema.field(name).type) for name in fields})
