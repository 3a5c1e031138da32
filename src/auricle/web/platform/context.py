"""What the frame of every page is drawn from: the rail, the workspaces, the languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise

from .queries import needs_setup
from .room import GROUPS, UNDERSTAND, Entrance, RoomConfig
from .screen import ScreenState


@dataclass(frozen=True, slots=True)
class Line:
    """One entrance as this person sees it now."""

    entrance: Entrance
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    title: str | Promise
    lines: tuple[Line, ...]


def rail_of(state: ScreenState, path: str = "") -> tuple[Group, ...]:
    """The rail: groups in the order of the circle, with the rooms that exist and that the role opens."""
    entrances = sorted(
        (entrance for room in apps.get_app_configs() if isinstance(room, RoomConfig) for entrance in room.entrances),
        key=lambda entrance: entrance.rank,
    )
    allowed = [entrance for entrance in entrances if state.may(entrance.verb)]
    here = max((state.url(e.url).partition("?")[0] for e in allowed if _leads_to(state, e, path)), key=len, default="")
    open_ones = [_line(state, entrance, here) for entrance in allowed]
    groups = (
        Group(name, title, tuple(line for line in open_ones if line.entrance.group == name)) for name, title in GROUPS
    )
    return tuple(group for group in groups if group.lines)


def entry_address(state: ScreenState) -> str:
    """Where one lands in a workspace: the first page that explains, else the first there is."""
    rail = rail_of(state)
    group = next((group for group in rail if group.name == UNDERSTAND), rail[0])
    return group.lines[0].address


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every template; outside a workspace there is no rail."""
    state: ScreenState | None = getattr(request, "state", None)
    shared = {"state": state, "languages": settings.LANGUAGES, "needs_setup": needs_setup}
    if state is None:
        return shared
    rail = rail_of(state, request.path)
    return {
        **shared,
        "rail": rail,
        "phone": [line for group in rail for line in group.lines if line.entrance.phone],
        "finder": next((line for group in rail for line in group.lines if line.entrance.finds), None),
        "memberships": state.user.memberships.select_related("workspace").order_by("workspace__name"),
    }


def _leads_to(state: ScreenState, entrance: Entrance, path: str) -> bool:
    return path.startswith(state.url(entrance.url).partition("?")[0])


def _line(state: ScreenState, entrance: Entrance, here: str) -> Line:
    """``here`` is the address of the entrance one came in by; of two that fit the longer one."""
    address = state.url(entrance.url)
    return Line(entrance, address, bool(here) and address.partition("?")[0] == here)
