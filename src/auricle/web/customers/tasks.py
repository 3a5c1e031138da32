"""The erasure itself, run by the worker."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django_tasks import task

from auricle.web.platform.public import write_down

from .forgetting import forget_everywhere
from .models import Erasure

State = Erasure.State


class ErasureStopped(RuntimeError):
    """Says nothing of the person: tasks and logs keep what their errors say."""

    def __init__(self, pk: int, error: Exception):
        super().__init__(f"erasure {pk} stopped by {type(error).__name__}; start it again from its page")


@task()
def erase_customer(pk: int) -> None:
    """Erase whom the note names, and the note. Running it again erases what is left."""
    erasures = Erasure.objects.across("the task names the erasure and with it the workspace")
    if not erasures.filter(pk=pk, state__in=(State.WAITING, State.RUNNING)).update(state=State.RUNNING):
        return
    asked = erasures.select_related("workspace", "asked_by").get(pk=pk)
    try:
        rows = _erased(asked)
    except Exception as error:
        _end(asked, State.FAILED)
        raise ErasureStopped(pk, error) from None
    asked.note.unlink(missing_ok=True)
    with transaction.atomic():
        _end(asked, State.DONE, rows=rows)
        _record(asked, rows)


def _record(asked: Erasure, rows: dict[str, int]) -> None:
    """That it is done, beside the entry that it was asked for."""
    write_down(asked.workspace, asked.asked_by, N_("erased a customer"), "", {"rows": sum(rows.values())})


def _erased(asked: Erasure) -> dict[str, int]:
    """What went; where a run before this one was cut short behind its last step, what that one was to take."""
    return forget_everywhere(asked.workspace, asked.note.read_text(encoding="utf-8")) or asked.rows


def _end(asked: Erasure, state: str, **more: object) -> None:
    found = Erasure.objects.of(asked.workspace).filter(pk=asked.pk)
    found.update(state=state, finished_at=timezone.now(), **more)
