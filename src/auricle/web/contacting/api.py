"""Whom we approached and whom not, for programs."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel

from auricle.web.platform.public import Caller, Day, Operation, Page, Paged, numbered_page

from .models import Contact
from .queries import of_window


class AskedContacts(Paged):
    start: Day | None = None
    end: Day | None = None


class Decided(BaseModel):
    """One decision: approached, or not and ``because`` of what."""

    at: datetime
    customer: str | None
    channel: str | None
    kind: str
    reason: str | None
    survey: str | None
    approached: bool
    because: str | None


class Contacts(Page):
    contacts: list[Decided]


def _contacts(caller: Caller, given: AskedContacts) -> Contacts:
    caller.took_out("exported who was contacted", start=_said(given.start), end=_said(given.end))
    shown, after = numbered_page(of_window(caller.record, given.start, given.end), given)
    return Contacts(contacts=[_decided(each) for each in shown], next=after)


def _said(day: date | None) -> str:
    return day.isoformat() if day else ""


def _decided(each: Contact) -> Decided:
    return Decided(
        at=each.at, customer=each.customer or None, channel=each.channel or None, kind=each.kind,
        reason=each.reason or None, survey=each.survey or None, approached=each.approached,
        because=each.because or None,
    )  # fmt: skip


OPERATIONS = (
    Operation(
        "contacts", "/contacts", "export customers",
        "Whom we approached unasked and whom not, the latest first. Each decision with its reason.",
        AskedContacts, Contacts, _contacts,
    ),
)  # fmt: skip
