"""Whose an event is. The one place where the drain asks."""

from __future__ import annotations

from collections.abc import Iterable

from .rows import Placed


def customers(events: Iterable[Placed]) -> dict[str, str]:
    """The customer of each event, by the event's id."""
    return {each.id: _customer(each.event.identities) for each in events}


def _customer(identities: dict[str, str]) -> str:
    return identities.get("user_id") or f"anonymous:{identities['anonymous_id']}"
