"""One case, locked while it changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from auricle.web.integrations import public as integrations

from .models import Case, State
from .promises import due
from .queries import desk_of


@contextmanager
def changing(case: Case) -> Iterator[Case]:
    """The case with its row locked, saved at the end with a new revision."""
    with transaction.atomic():
        locked = Case.objects.of(case.workspace_id).select_for_update().get(pk=case.pk)
        yield locked
        locked.revision += 1
        locked.save()


def announced(case: Case, what: str) -> None:
    """Tell every program that listens that a locked case was ``opened``, ``closed`` or ``reopened``, once."""
    reference = f"case:{case.pk}:{what}:{case.revision}"
    integrations.announce(case.workspace, f"case.{what}", {"case": case.number}, reference, case.customer)


def reopened(case: Case) -> None:
    """Make a locked case open again, due as if it were new."""
    case.state, case.is_open, case.closed_at, case.escalated_at = State.REOPENED, True, None, None
    case.reopened += 1
    _, case.due_at = due(desk_of(case.workspace), case.unit, case.severity, timezone.now())
    announced(case, "reopened")
