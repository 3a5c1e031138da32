"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.platform.models import User, Workspace


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    return {"voices:theme": {"theme": "delivery"}}
