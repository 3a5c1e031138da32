"""Everything the rooms offer to programs, found once."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from auricle.web.platform.public import Operation, Proposal, RoomConfig


@cache
def operations() -> tuple[Operation, ...]:
    return tuple(each for room in _rooms() for each in getattr(import_module(room), "OPERATIONS", ()))


@cache
def proposals() -> dict[str, Proposal]:
    return {each.kind: each for room in _rooms() for each in getattr(import_module(room), "PROPOSALS", ())}


def offered_verbs() -> tuple[str, ...]:
    """What a key can be given leave to do, in the order in which the rooms name it."""
    return tuple(dict.fromkeys([each.verb for each in operations()] + [PROPOSE]))


PROPOSE = "propose"


def _rooms() -> list[str]:
    rooms = [config.name for config in apps.get_app_configs() if isinstance(config, RoomConfig)]
    return [f"{name}.api" for name in rooms if find_spec(f"{name}.api")]
