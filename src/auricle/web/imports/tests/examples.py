"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.imports.models import ImportRun
from auricle.web.platform.models import User, Workspace


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    made = ImportRun.objects.create(
        workspace=workspace,
        started_by=owner,
        name="visits",
        files=["visits.csv"],
        state=ImportRun.State.DONE,
        report={
            "entities": {"interactions": {"read": 3, "stored": 1, "duplicate": 1, "quarantined": 1}},
            "files": [{"alias": "visits", "file": "visits.csv", "understood": "csv, utf-8, commas, one header row"}],
            "reasons": [{"entity": "interactions", "reason": "wrong_type", "rows": 1}],
        },
    )
    names = ("import", "progress", "edit", "cancel", "discard")
    return {f"imports:{name}": {"pk": made.pk} for name in names}
