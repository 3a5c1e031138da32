"""What came in over HTTP, day by day, for programs."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from auricle.web.platform.public import Caller, Given, Operation

from .queries import arrivals


class AskedArrivals(Given):
    days: int = Field(30, description="The latest so many days.", ge=1, le=400)


class DayOfKey(BaseModel):
    """What one write key sent on a day; stored, duplicate, quarantined and waiting add up to received."""

    day: date
    key: str
    received: int
    stored: int
    duplicate: int
    quarantined: int
    waiting: int


class Arrived(BaseModel):
    days: list[DayOfKey]


def _arrivals(caller: Caller, given: AskedArrivals) -> Arrived:
    lines = arrivals(caller.record.slug, given.days).lines
    days = [
        DayOfKey(
            day=line.day, key=line.name, received=line.counts.received, stored=line.counts.stored,
            duplicate=line.counts.duplicate, quarantined=line.quarantined, waiting=line.counts.waiting,
        )
        for line in lines
    ]  # fmt: skip
    return Arrived(days=days)


OPERATIONS = (
    Operation(
        "arrivals", "/events/arrivals", "see events",
        "What came in over HTTP, by day and write key. What was stored, sent twice, refused or still waits.",
        AskedArrivals, Arrived, _arrivals,
    ),
)  # fmt: skip
