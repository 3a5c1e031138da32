"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.journeys.models import Design
from auricle.web.platform.models import User, Workspace


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    stops = [{"stage": "", "step": "ask"}, {"stage": "", "step": "buy"}]
    made = Design.objects.create(workspace=workspace, made_by=owner, name="Order", stops=stops)
    return {f"journeys:{name}": {"pk": made.pk} for name in ("design", "edit_design", "remove_design")}
