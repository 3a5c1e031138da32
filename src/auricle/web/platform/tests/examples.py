"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.platform import actions
from auricle.web.platform.models import Invitation, User, Workspace


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    """Arguments by route name; rows belong to ``workspace``."""
    member = owner.memberships.get(workspace=workspace)
    actions.invite(workspace, "new@example.com", "viewer", owner)
    invitation = Invitation.objects.of(workspace).get(email="new@example.com")
    return {
        "platform:change_role": {"pk": member.pk},
        "platform:remove": {"pk": member.pk},
        "platform:withdraw": {"pk": invitation.pk},
    }
