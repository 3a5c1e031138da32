"""Cases for programs: read them, open one, propose one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from auricle.sentence import sentence
from auricle.web.platform.public import Caller, Given, Operation, Page, Paged, Proposal, Words, numbered_page

from .history import Actor
from .models import Case, Event
from .opening import Opening, open_case
from .presence import ids_of


class AskedCases(Paged):
    open: bool | None = Field(None, description="Only open ones, or only closed ones; both when left out.")
    customer: str = Field("", max_length=254)


class CaseOfCustomer(BaseModel):
    number: int
    customer: str
    state: str
    is_open: bool
    severity: int = Field(description="1 low to 4 critical")
    owner: str | None
    touchpoint: str | None
    channel: str | None
    unit: str | None
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_solved: bool | None
    words: Words | None


class Cases(Page):
    cases: list[CaseOfCustomer]


class OneCase(Given):
    number: int = Field(ge=1, le=2**31 - 1, examples=[1])


class Step(BaseModel):
    """A line of a case's history, which nobody can change; nothing in it is the customer's words."""

    at: datetime
    who: str
    did: str
    detail: dict[str, Any]


class WholeCase(BaseModel):
    case: CaseOfCustomer
    cause: str | None
    reopened: int
    history: list[Step]


class NewCase(Given):
    customer: str = Field(min_length=1, max_length=254)
    why: str = Field(description="What happened, in a sentence; it becomes the case's subject.", max_length=240)
    reference: str = Field(
        description="What caused it: the same one again opens nothing.", min_length=1, max_length=150
    )
    severity: Literal[1, 2, 3, 4] = 2
    touchpoint: str = Field("", max_length=120)
    unit: str = Field("", max_length=120)


class OpenedCase(BaseModel):
    number: int
    is_new: bool = Field(description="False where the customer had an open case, which now knows of this too.")


def _cases(caller: Caller, given: AskedCases) -> Cases:
    rows = Case.objects.of(caller.record).filter(merged_into=None).select_related("owner")
    if given.open is not None:
        rows = rows.filter(is_open=given.open)
    if given.customer:
        rows = rows.filter(customer__in=ids_of(caller.record, given.customer))
    shown, after = numbered_page(rows, given, "number")
    return Cases(cases=[_told(case) for case in shown], next=after)


def _case(caller: Caller, given: OneCase) -> WholeCase:
    rows = Case.objects.of(caller.record).select_related("owner", "cause__parent")
    case = rows.filter(number=given.number).first()
    if case is None:
        raise NoSuchCase(given.number)
    steps = Event.objects.of(caller.record).filter(case=case)
    history = [Step(at=each.at, who=each.who, did=each.verb, detail=each.detail) for each in steps]
    return WholeCase(
        case=_told(case), cause=str(case.cause) if case.cause else None, reopened=case.reopened, history=history
    )


class NoSuchCase(LookupError):
    def __init__(self, number: int):
        super().__init__(sentence("there is no case {number}; cases lists those there are", number=number))


def _told(case: Case) -> CaseOfCustomer:
    return CaseOfCustomer(
        number=case.number, customer=case.customer, state=case.state, is_open=case.is_open, severity=case.severity,
        owner=str(case.owner) if case.owner else None, touchpoint=case.touchpoint or None,
        channel=case.channel or None, unit=case.unit or None, opened_at=case.opened_at, due_at=case.due_at,
        closed_at=case.closed_at, is_solved=case.is_solved,
        words=Words(untrusted_text=case.subject) if case.subject else None,
    )  # fmt: skip


def _open(caller: Caller, given: NewCase) -> OpenedCase:
    opened = open_case(caller.record, _opening(given.customer, given, "api"), Actor(name=caller.name))
    return OpenedCase(number=opened.number, is_new=opened.is_new)


def _opening(customer: str, given: NewCase, by: str) -> Opening:
    return Opening(
        customer, f"{by}:{given.reference}", words=given.why, severity=given.severity,
        touchpoint=given.touchpoint, unit=given.unit,
    )  # fmt: skip


def _person(state: Any, given: NewCase) -> str:
    """Whom a draft is about; a program may think of somebody who is not there."""
    return str(state.workspace.person(given.customer))


def _lines(given: NewCase) -> list[tuple[Any, str]]:
    return [(_("Customer"), given.customer), (_("Why"), given.why), (_("Touchpoint"), given.touchpoint)]


def _carry_out(state: Any, given: NewCase) -> str:
    opened = open_case(state.record, _opening(_person(state, given), given, "draft"), Actor(user=state.user))
    return state.url("cases:case", number=opened.number)


OPERATIONS = (
    Operation(
        "cases", "/cases", "see cases",
        "Customers to win back, the newest first. What they said stands in untrusted_text.",
        AskedCases, Cases, _cases,
    ),
    Operation(
        "case", "/cases/{number}", "see cases",
        "One case with its history. Who did what and when, from the first line to the last.",
        OneCase, WholeCase, _case,
    ),
    Operation(
        "open_case", "/cases", "work on cases",
        "Open a case for a customer, or add to the one that is open. It gets an owner and a due time.",
        NewCase, OpenedCase, _open, changes=True,
    ),
)  # fmt: skip
PROPOSALS = (
    Proposal(
        "case", _("A case"),
        "Propose a case for a customer. A person decides whether it is opened.",
        "work on cases", NewCase, _lines, _carry_out, _person,
    ),
)  # fmt: skip
