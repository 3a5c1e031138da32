"""One customer's time with the company, for programs that may see customers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from auricle.web.platform.public import Caller, Given, Operation, Words

from .audit import reference

SPOKEN = ("text",)
_MOST = 500


class OneCustomer(Given):
    customer: str = Field(description="A customer's id, or any id that leads to one.", min_length=1, max_length=200)
    limit: int = Field(100, ge=1, le=_MOST, description="The latest so many.")


class Happening(BaseModel):
    at: datetime
    entity: str
    key: str
    facts: dict[str, Any]
    words: Words | None = None


class CustomerTime(BaseModel):
    customer: str
    profile: dict[str, Any]
    happened: int
    latest: list[Happening]


def _time(caller: Caller, given: OneCustomer) -> CustomerTime:
    found = caller.workspace.timeline(given.customer)
    caller.took_out("exported a customer", reference(caller.record, found.customer))
    latest = [_told(event) for event in found.events[-given.limit :]]
    return CustomerTime(customer=found.customer, profile=dict(found.profile), happened=len(found), latest=latest[::-1])


def _told(event: Any) -> Happening:
    words = " ".join(str(event.facts[name]) for name in SPOKEN if event.facts.get(name))
    facts = {name: value for name, value in event.facts.items() if name not in SPOKEN}
    return Happening(
        at=event.at, entity=event.entity, key=event.key, facts=facts,
        words=Words(untrusted_text=words) if words else None,
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "customer", "/customers/{customer}", "see customers",
        "Everything of one customer in the order of time. What they wrote stands in untrusted_text.",
        OneCustomer, CustomerTime, _time,
    ),
)  # fmt: skip
