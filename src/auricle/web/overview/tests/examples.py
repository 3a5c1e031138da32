"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.overview import actions
from auricle.web.platform.models import User, Workspace


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    made = actions.make_dashboard(workspace, owner, "Delivery", is_shared=True)
    tile = actions.add_tile(made, measure="nps", picture="trend")
    names = ("dashboard", "arrange", "add_tile", "delete_dashboard", "restore_dashboard")
    return {
        "overview:worth": {"name": "nps"},
        "overview:why": {"name": "nps"},
        "overview:rearrange": {"pk": tile.pk},
        **{f"overview:{name}": {"pk": made.pk} for name in names},
    }
