"""Rules put into place on what is stored, day by day, by the worker."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django_tasks import task

from auricle.query.meaning.arriving import Understanding
from auricle.query.meaning.check import meaning_of
from auricle.query.meaning.stored import IS_EVENT
from auricle.web.platform.public import UNREADY, facts_of, folder_of, keepable
from auricle.workspace import Workspace

from .models import Application

State = Application.State
BROKE = N_("Something broke on our side; the server's log says what. Days that are done are done; start it again.")


@task()
def apply_rules(pk: int) -> None:
    """Understand every stored event anew. Running it again changes nothing more."""
    runs = Application.objects.across("the task names the run and with it the workspace")
    if not runs.filter(pk=pk, state__in=(State.WAITING, State.RUNNING)).update(state=State.RUNNING):
        return
    run = runs.select_related("workspace").get(pk=pk)
    try:
        understanding = Understanding(meaning_of(folder_of(run.workspace.slug)))
        _all_days(run, facts_of(run.workspace.slug), understanding)
    except UNREADY as error:
        _end(run, State.FAILED, trouble=keepable(error))
    except Exception:
        _end(run, State.FAILED, trouble=BROKE)
        raise
    else:
        _end(run, State.DONE)


def _all_days(run: Application, workspace: Workspace, understanding: Understanding) -> None:
    first, days, changed = workspace.first_day, (workspace.last_day - workspace.first_day).days + 1, 0
    for number in range(days):
        day = first + timedelta(days=number)
        stored = workspace.facts("interactions", where=IS_EVENT, from_=day, to=day)
        if stored.num_rows and (found := understanding.again(stored)).num_rows:
            changed += workspace.replace("interactions", found)
        if number % 10 == 9 or number + 1 == days:
            _said(run, days=days, done_days=number + 1, changed=changed)


def _said(run: Application, **changes: object) -> None:
    Application.objects.of(run.workspace).filter(pk=run.pk).update(**changes)


def _end(run: Application, state: str, **more: object) -> None:
    _said(run, state=state, finished_at=timezone.now(), **more)
