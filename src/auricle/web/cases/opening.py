"""Opens a case, or adds to the one that is open for the customer: once for each reference, however often it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from .acquaintance import Acquaintance, acquaintance
from .changing import announced
from .history import ROUTING, Actor, write
from .models import Case, Desk, Occurrence, Severity
from .models.desk import Policy
from .presence import ids_of
from .promises import due
from .routing import owner_for


class NoCustomer(ValueError):
    def __init__(self) -> None:
        super().__init__("a case is about one customer; say which")


@dataclass(frozen=True, slots=True)
class Opening:
    """Why a case should be open.

    ``reference`` names what caused it (a firing, a form sent): the same one again opens nothing. ``entity`` and
    ``key`` name the fact. ``words`` are what the customer said, ``severity`` 1 (low) to 4 (critical).
    """

    customer: str
    reference: str
    by: str = ""
    entity: str = ""
    key: str = ""
    words: str = ""
    language: str = ""
    touchpoint: str = ""
    channel: str = ""
    unit: str = ""
    severity: int = Severity.NORMAL
    score: float | None = None
    scale: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """``is_new`` is False where the customer had an open case, which now knows of this too."""

    number: int
    pk: int
    is_new: bool


def open_case(workspace: Any, opening: Opening, by: Actor) -> Opened:
    """Open a case for a customer, give it an owner and a due time.

    Raises
        NoCustomer: nobody is named.
    """
    if not opening.customer:
        raise NoCustomer
    known, ids = acquaintance(workspace, opening.customer), ids_of(workspace, opening.customer)
    with transaction.atomic():
        desk = locked_desk(workspace)
        met = Occurrence.objects.of(workspace).filter(reference=opening.reference).select_related("case").first()
        if met:
            return Opened(met.case.number, met.case_id, is_new=False)
        case = Case.objects.of(workspace).filter(customer__in=ids, is_open=True).first()
        is_new = case is None
        case = _begun(desk, opening, known, by) if case is None else _again(desk, case, opening, by)
        Occurrence.objects.create(
            workspace=workspace, case=case, reference=opening.reference, entity=opening.entity, key=opening.key,
            at=opening.at or timezone.now(),
        )  # fmt: skip
    return Opened(case.number, case.pk, is_new)


def locked_desk(workspace: object) -> Desk:
    """The workspace's desk, locked until the transaction ends: cases open one after another."""
    Desk.objects.of(workspace).get_or_create(workspace=workspace)
    return Desk.objects.of(workspace).select_for_update().select_related("workspace").get()


def _begun(desk: Desk, opening: Opening, known: Acquaintance, by: Actor) -> Case:
    desk.last_number += 1
    desk.save(update_fields=["last_number"])
    now = timezone.now()
    answer_due_at, due_at = due(desk, opening.unit, opening.severity, now)
    case = Case(
        workspace=desk.workspace, number=desk.last_number, customer=opening.customer, subject=opening.words[:240],
        subject_language=opening.language[:20], opened_by=by.said[:80], touchpoint=opening.touchpoint[:120],
        channel=opening.channel[:60], unit=opening.unit[:120], segment=known.segment[:120],
        severity=opening.severity, opened_at=now, answer_due_at=answer_due_at, due_at=due_at, worth=known.worth,
        currency=known.currency, risk=known.risk, score_before=opening.score, scale=opening.scale, revision=1,
    )  # fmt: skip
    case.is_chosen = desk.policy == Policy.ACCOUNTS or case.severity == Severity.CRITICAL
    case.owner = owner_for(desk, case, known.traits) if case.is_chosen else None
    case.save()
    write(case, by, N_("opened the case"), entity=opening.entity)
    announced(case, "opened")
    if case.owner:
        write(case, ROUTING, N_("gave it an owner"), to=case.owner.email)
    return case


def _again(desk: Desk, case: Case, opening: Opening, by: Actor) -> Case:
    """The customer has an open case: it learns of this, and becomes as severe as the worst of both."""
    if opening.severity > case.severity:
        answer, solve = due(desk, case.unit, opening.severity, timezone.now())
        case.severity = opening.severity
        case.due_at = min(case.due_at or solve, solve)
        case.answer_due_at = min(case.answer_due_at or answer, answer)
    case.subject = case.subject or opening.words[:240]
    case.revision += 1
    case.save()
    write(case, by, N_("joined to this case"), entity=opening.entity)
    return case
