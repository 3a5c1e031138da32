"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.platform.models import User, Workspace

from ..callers import made_key
from ..models import Draft

CASE = {"customer": "C-1", "why": "late twice", "reference": "r1", "severity": 2, "touchpoint": "", "unit": ""}


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    key, _ = made_key(workspace, owner, "report", ["see numbers"])
    draft = Draft.objects.create(workspace=workspace, kind="case", given=CASE, proposed_by="assistant")
    deciding = {f"api:{name}": {"pk": draft.pk} for name in ("take", "leave")}
    return {
        "api:revoke": {"pk": key.pk},
        **deciding,
    }
