"""The work itself, run by the worker."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django_tasks import task

from auricle.understanding.keeping import kept
from auricle.web.platform.public import facts_of, keepable

from .kinds import kind_of
from .models import Study

State = Study.State
BROKE = N_("Something broke on our side; the server's log says what. Try again.")


class Stopped(Exception):
    """Somebody asked to stop."""


@task()
def run_study(pk: int) -> None:
    """Work a question out. Running it again changes nothing but the time."""
    studies = Study.objects.across("the task names the study and with it the workspace")
    if not studies.filter(pk=pk, state__in=(State.WAITING, State.RUNNING)).update(state=State.RUNNING):
        return
    row = studies.select_related("workspace").get(pk=pk)
    kind, mine = kind_of(row.kind), Study.objects.of(row.workspace).filter(pk=pk)

    def report(doing: str, done: int, total: int) -> None:
        if not mine.filter(state=State.RUNNING).update(doing=keepable(doing), done=done, total=total):
            raise Stopped

    workspace = facts_of(row.workspace.slug)
    version = workspace.version
    try:
        found = kept(kind.work(workspace, row.asked, report))
    except Stopped:
        return
    except kind.expects as refusal:
        mine.update(state=State.FAILED, trouble=keepable(refusal), doing="")
    except Exception:
        mine.update(state=State.FAILED, trouble=BROKE, doing="")
        raise
    else:
        now = timezone.now()
        mine.update(state=State.DONE, found=found, version=version, found_at=now, doing="", trouble="")
