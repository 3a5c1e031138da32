"""Arguments of this room's routes, for the test that tries them all."""

from __future__ import annotations

from auricle.web.integrations.actions import keep, notify
from auricle.web.integrations.parcels import Notice
from auricle.web.platform.models import User, Workspace


def examples(workspace: Workspace, owner: User) -> dict[str, dict[str, object]]:
    robot = keep(workspace, "wecom", "Service", {"address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"})
    handed = notify(workspace, robot.pk, Notice("A test", "of a robot", reference="example"))
    ways = {f"integrations:{name}": {"pk": robot.pk} for name in ("integration", "test", "switch", "rotate", "remove")}
    sent = {f"integrations:{name}": {"pk": handed.pk} for name in ("delivery", "again")}
    return {**ways, **sent, "integrations:new": {"kind": "webhook"}}
