"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from datetime import UTC, datetime

from auricle.web.platform.models import User, Workspace
from auricle.web.programmes.letters import drafted
from auricle.web.programmes.models import Invitation, Programme
from auricle.web.surveys.models import Survey

MOMENT = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGES = ("programme", "change", "simulation", "put", "export")


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    survey = Survey.objects.of(workspace).first() or Survey.objects.create(workspace=workspace, name="交付之后")
    made = Programme.objects.create(
        workspace=workspace, made_by=owner, name="Acme 1", kind="event", survey=survey.public, entity="orders",
        where="status = 'delivered'", texts=drafted("Acme"),
    )  # fmt: skip
    for number, because in enumerate(("quiet", "", "control")):
        Invitation.objects.create(
            workspace=workspace, programme=made, customer="C-1", cause=f"orders:{number}", due_at=MOMENT,
            tried_at=MOMENT, state="withheld" if because else "asked", because=because, channel="email",
            asked_at=None if because else MOMENT,
        )  # fmt: skip
    return {f"programmes:{name}": {"pk": made.pk} for name in PAGES} | {"programmes:write": {"kind": "drip"}}
