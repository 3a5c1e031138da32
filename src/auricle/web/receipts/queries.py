"""Reads of the room: receipts with how they were taken, what one customer was told, what became of a colleague's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from auricle.web.contacting.public import REASONS
from auricle.web.initiatives.public import linked_cases
from auricle.web.platform.public import ScreenState

from .models import Group, PublicPage, Receipt, Recipient

STATES = Recipient.State


@dataclass(frozen=True, slots=True)
class Taken:
    """How a receipt was taken by one group."""

    group: str
    people: int
    told: int
    opened: int
    helpful: int
    not_helpful: int


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt that one customer was told."""

    initiative: str
    at: datetime
    opened: bool
    is_helpful: bool | None


def receipts(record: Any) -> list[Receipt]:
    rows = Receipt.objects.of(record).select_related("initiative", "sent_by")
    counted = {"people": Count("recipients"), "told": Count("recipients", filter=Q(recipients__state=STATES.TOLD))}
    helpful = Count("recipients", filter=Q(recipients__is_helpful=True))
    return list(rows.annotate(**counted, helpful=helpful))


def taken(receipt: Receipt) -> list[Taken]:
    """Counts by group, those who said it first."""
    rows = Recipient.objects.of(receipt.workspace).filter(receipt=receipt).order_by().values("group")
    counted = rows.annotate(
        people=Count("pk"), told=Count("pk", filter=Q(state=STATES.TOLD)), opened=Count("opened_at"),
        helpful=Count("pk", filter=Q(is_helpful=True)), not_helpful=Count("pk", filter=Q(is_helpful=False)),
    )  # fmt: skip
    order = list(Group.values)
    return sorted((Taken(**row) for row in counted), key=lambda each: order.index(each.group))


def reasons(receipt: Receipt) -> Mapping[str, int]:
    """Why some were not told, in the reader's language, the most frequent first."""
    rows = Recipient.objects.of(receipt.workspace).filter(receipt=receipt, state=STATES.NOT_TOLD)
    counted = rows.order_by().values_list("because").annotate(n=Count("pk")).order_by("-n")
    return {str(REASONS.get(code, code)): n for code, n in counted}


def told_to(record: Any, customer: str) -> tuple[Told, ...]:
    """What a customer was told, the latest first."""
    rows = Recipient.objects.of(record).filter(customer=customer, state=STATES.TOLD).order_by("-told_at")
    return tuple(
        Told(row.receipt.initiative.name, row.told_at, row.opened_at is not None, row.is_helpful)
        for row in rows.select_related("receipt__initiative")
    )


def mine(state: ScreenState) -> list[tuple[Receipt, list[int]]]:
    """Receipts of what a colleague began, owns, or whose linked cases they worked on, with those cases."""
    found, name = [], str(state.user)
    for receipt in Receipt.objects.of(state.record).select_related("initiative"):
        initiative = receipt.initiative
        cases = [case.number for case in linked_cases(initiative) if case.owner == name]
        if cases or state.user.pk in (initiative.owner_id, initiative.made_by_id):
            found.append((receipt, cases))
    return found


def public_page(record: Any) -> PublicPage | None:
    return PublicPage.objects.of(record).first()
