"""The import itself, run by the worker."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django_tasks import task

from auricle.sources import ImportReport, SourceFault, parse_mapping, replay, run
from auricle.store.batch import ValueRefused
from auricle.web.platform.public import UNREADY, facts_of, keepable

from .models import ImportRun
from .watching import Watch

State = ImportRun.State
BROKE = N_("Something broke on our side; the server's log says what. Nothing was stored; try again.")


@task()
def run_import(pk: int) -> None:
    """Run an import to its end. Running it again stores nothing twice."""
    runs = ImportRun.objects.across("the task names the import and with it the workspace")
    if not runs.filter(pk=pk, state__in=(State.WAITING, State.RUNNING)).update(state=State.RUNNING):
        return
    found = runs.select_related("workspace").get(pk=pk)
    watch = Watch(found)
    try:
        report = _watched(found, watch)
    except Exception as error:
        if watch.is_cancelled:
            _end(found, State.CANCELLED)
        elif isinstance(error, (SourceFault, ValueRefused, *UNREADY)):
            _end(found, State.FAILED, trouble=keepable(error))
        else:
            _end(found, State.FAILED, trouble=BROKE)
            raise
    else:
        _end(found, State.DONE, report=_kept(report))
        found.forget_files()


def _kept(report: ImportReport) -> dict[str, object]:
    files = [{"file": each.name, "understood": keepable(each.understood)} for each in report.files]
    return {**report.as_dict(), "files": files}


def _watched(found: ImportRun, watch: Watch) -> ImportReport:
    mapping, ws = parse_mapping(found.mapping), facts_of(found.workspace.slug)
    with watch:
        if found.is_replay:
            return replay(mapping, ws.store, found.folder / found.files[0], ws.rules)
        return run(mapping, found.folder, ws.store, progress=watch, rules=ws.rules)


def _end(found: ImportRun, state: str, **more: object) -> None:
    changes = {"state": state, "finished_at": timezone.now(), "doing": "", **more}
    ImportRun.objects.of(found.workspace).filter(pk=found.pk).update(**changes)
