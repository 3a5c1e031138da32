"""The zone of a workspace."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from auricle.workspace import Workspace


def zone_of(facts: Workspace) -> ZoneInfo:
    return ZoneInfo(facts.settings.zone)
