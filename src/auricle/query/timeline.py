"""One customer's time with us, across everything that happened and everything they said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ..identity.rules import CONFLICT
from ..model.entities import CUSTOMERS, ENTITIES, IDENTITIES, READINGS
from ..model.entity import Entity
from ..store.store import Store
from .rows import one_customer

SHOWN = tuple(e for e in ENTITIES.values() if e.time and e.has("customer") and e not in (CUSTOMERS, READINGS))
"""What happens to somebody; a reading is what we made of their words, not an event in their time."""


@dataclass(frozen=True, slots=True)
class Event:
    """One row of an entity at its time; ``facts`` are its columns without those that are missing."""

    at: datetime
    entity: str
    key: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Timeline:
    """``profile`` is the customer's own row (empty when only their facts are known), oldest event first."""

    customer: str
    profile: Mapping[str, Any]
    identities: tuple[Mapping[str, Any], ...]
    events: tuple[Event, ...]

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)


def timeline(store: Store, customer: str) -> Timeline:
    events = [event_of(fact, row, store.zone) for fact in SHOWN for row in one_customer(store, fact.name, customer)]
    profile = one_customer(store, CUSTOMERS.name, customer)
    named = (row for row in one_customer(store, IDENTITIES.name, customer) if row["kind"] != CONFLICT)
    identities = tuple(_present(row) for row in named)
    ordered = sorted(events, key=lambda event: (event.at, event.entity, event.key))
    return Timeline(customer, _present(profile[0]) if profile else {}, identities, tuple(ordered))


def event_of(fact: Entity, row: Mapping[str, Any], zone: str) -> Event:
    return Event(_moment(row[fact.time], zone), fact.name, str(row[fact.key]), _present(row))


def _moment(at: datetime | date, zone: str) -> datetime:
    """A day without an hour counts from its midnight in the workspace's zone."""
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    return datetime.combine(at, time(), ZoneInfo(zone)).astimezone(UTC)


def _present(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
