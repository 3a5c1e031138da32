"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from datetime import date

from auricle.web.initiatives.models import Initiative
from auricle.web.platform.models import User, Workspace
from auricle.web.receipts.actions import draft


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    initiative = Initiative.objects.create(
        workspace=workspace, name="Slots", measure="csat", starts_on=date(2026, 3, 1)
    )
    made = draft(workspace, owner, initiative, date(2025, 3, 1), date(2026, 3, 1))
    return {
        **{f"receipts:{name}": {"pk": made.pk} for name in ("receipt", "send", "export")},
        "receipt": {"token": "0" * 22},
        "public_receipts": {"public_id": "0" * 16},
    }
