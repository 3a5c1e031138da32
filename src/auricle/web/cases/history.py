"""Writes and checks the history of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.platform.public import User

from .models import Case, Event


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a colleague, or, without one, a rule, a clock or the customer by a name."""

    user: User | None = None
    name: str = ""

    @property
    def said(self) -> str:
        return self.user.email if self.user else self.name


CLOCK = Actor(name=N_("clock"))
CUSTOMER = Actor(name=N_("customer"))
ROUTING = Actor(name=N_("routing"))


def write(case: Case, by: Actor, verb: str, **detail: Any) -> Event:
    """Add a line. To be called in the transaction that changes the case, whose row is locked."""
    before = Event.objects.of(case.workspace_id).filter(case=case).order_by("-position").first()
    event = Event(
        workspace_id=case.workspace_id,
        case=case,
        position=before.position + 1 if before else 1,
        at=timezone.now(),
        user=by.user,
        who=by.said,
        verb=verb,
        detail=detail,
    )
    event.seal = event.sealed(before.seal if before else "")
    event.save()
    return event


def broken_at(case: Case) -> int | None:
    """The position of the first line whose seal does not hold, or that is missing; None when all hold."""
    seal = ""
    for expected, event in enumerate(Event.objects.of(case.workspace_id).filter(case=case), start=1):
        if event.position != expected or event.seal != event.sealed(seal):
            return expected
        seal = event.seal
    return None
