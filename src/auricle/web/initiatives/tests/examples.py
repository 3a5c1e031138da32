"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from datetime import date

from auricle.web.initiatives.models import Cadence, Initiative
from auricle.web.platform.facts import facts_of
from auricle.web.platform.models import User, Workspace

from ..periods import periods_until


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    made = Initiative.objects.create(
        workspace=workspace, made_by=owner, name="Slots", measure="csat", starts_on=date(2026, 3, 1)
    )
    Cadence.objects.create(workspace=workspace, measure="nps", every="month", since=date(2020, 1, 1))
    period = periods_until("month", facts_of(workspace.slug).last_day, 1)[0]
    return {
        **{f"initiatives:{name}": {"pk": made.pk} for name in ("initiative", "edit", "move", "remove")},
        "initiatives:review": {"measure": "nps", "period": period.name},
    }
