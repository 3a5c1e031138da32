"""What is done with studies: ask, stop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from auricle.web.platform.public import facts_of

from .kinds import Asked, kind_of
from .models import Study
from .queries import question_of
from .tasks import run_study

State = Study.State


def ask(workspace: object, kind: str, asked: Asked) -> Study:
    """Have a question worked out, or worked out anew; one that is under way goes on."""
    kind_of(kind)
    mine, question = Study.objects.of(workspace), question_of(asked)
    with transaction.atomic():
        row = mine.filter(kind=kind, question=question).first()
        if row is None:
            row = Study.objects.create(workspace=workspace, kind=kind, question=question, asked=dict(asked))
        elif row.is_under_way:
            return row
        fresh = {"state": State.WAITING, "doing": "", "trouble": "", "done": 0, "total": 0}
        mine.filter(pk=row.pk).update(asked_at=timezone.now(), **fresh)
        run_study.enqueue(row.pk)
    return mine.get(pk=row.pk)


def keep_up(workspace: Any, kind: str, asked: Asked, every: timedelta) -> None:
    """Have a question worked out anew when the facts have changed and the last answer, or refusal, is old enough."""
    row = Study.objects.of(workspace).filter(kind=kind, question=question_of(asked)).first()
    if row is not None and (row.asked_at > timezone.now() - every or row.version == facts_of(workspace.slug).version):
        return
    ask(workspace, kind, asked)


def stop(row: Study) -> None:
    """Stop a study; an answer it had before is kept."""
    Study.objects.of(row.workspace).filter(pk=row.pk, state__in=(State.WAITING, State.RUNNING)).update(
        state=State.CANCELLED
    )


def forget(workspace: object) -> None:
    """Take every answer out, because customers they name are erased; they are worked out anew when asked for."""
    Study.objects.of(workspace).delete()
