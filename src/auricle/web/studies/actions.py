"""What is done with studies: ask, stop."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from .kinds import Asked, kind_of
from .models import Study
from .queries import question_of
from .tasks import run_study

State = Study.State


def ask(workspace: object, kind: str, asked: Asked) -> Study:
    """Have a question worked out, or worked out anew; one that is under way goes on."""
    kind_of(kind)
    with transaction.atomic():
        row, is_new = Study.objects.get_or_create(
            workspace=workspace, kind=kind, question=question_of(asked), defaults={"asked": dict(asked)}
        )
        if not is_new and row.is_under_way:
            return row
        row.state, row.doing, row.trouble, row.done, row.total = State.WAITING, "", "", 0, 0
        row.asked_at = timezone.now()
        row.save()
        run_study.enqueue(row.pk)
    row.refresh_from_db()
    return row


def stop(row: Study) -> None:
    """Stop a study; an answer it had before is kept."""
    Study.objects.of(row.workspace).filter(pk=row.pk, state__in=(State.WAITING, State.RUNNING)).update(
        state=State.CANCELLED
    )
