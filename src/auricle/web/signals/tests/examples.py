"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.platform.models import User, Workspace
from auricle.web.signals.models import Signal


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    made = Signal.objects.create(workspace=workspace, name="Low scores", document={"kind": "score", "at_most": 6.0})
    return {
        "signals:write": {"kind": "score"},
        **{f"signals:{n}": {"pk": made.pk} for n in ("signal", "change", "put")},
    }
