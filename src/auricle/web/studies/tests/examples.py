"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.platform.models import User, Workspace
from auricle.web.studies.models import Study


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    made = Study.objects.create(workspace=workspace, kind="funnel", question="q", state=Study.State.DONE)
    return {f"studies:{name}": {"pk": made.pk} for name in ("progress", "stop")}
