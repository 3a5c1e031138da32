"""Who belongs to the workspace and who did what in it, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from .operation import Caller, Day, Operation
from .paging import Page, Paged, numbered_page
from .queries import audit_entries


class AskedAudit(Paged):
    who: str = Field("", description="A part of an address.", max_length=254)
    verb: str = Field("", description="What was done, exactly.", max_length=60)
    start: Day | None = None
    end: Day | None = None


class Entry(BaseModel):
    at: datetime
    who: str
    did: str
    subject: str | None
    detail: dict[str, Any]
    address: str | None


class Audit(Page):
    entries: list[Entry]


def _audit(caller: Caller, given: AskedAudit) -> Audit:
    rows = audit_entries(caller.record, who=given.who, verb=given.verb, start=given.start, end=given.end)
    shown, after = numbered_page(rows, given)
    entries = [
        Entry(
            at=each.at, who=each.who, did=each.verb, subject=each.subject or None, detail=each.detail,
            address=each.address,
        )
        for each in shown
    ]  # fmt: skip
    return Audit(entries=entries, next=after)


class AskedPeople(Paged):
    """Who works in the workspace, by when they came."""


class Person(BaseModel):
    email: str
    name: str | None
    role: str
    since: datetime


class People(Page):
    people: list[Person]


def _people(caller: Caller, given: AskedPeople) -> People:
    shown, after = numbered_page(caller.record.memberships.select_related("user"), given)
    people = [
        Person(email=each.user.email, name=each.user.name or None, role=each.role, since=each.joined_at)
        for each in shown
    ]
    return People(people=people, next=after)


OPERATIONS = (
    Operation(
        "people", "/people", "manage people",
        "Who belongs to the workspace, with their roles. The latest to come first.",
        AskedPeople, People, _people,
    ),
    Operation(
        "audit", "/audit", "read audit log",
        "Who changed what and who took data out, the latest first.",
        AskedAudit, Audit, _audit,
    ),
)  # fmt: skip
