"""What a room tells the frame about itself: its name, its place in the rail, its address."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LISTEN, UNDERSTAND, ACT, PROVE, TELL, SETTINGS = "listen", "understand", "act", "prove", "tell", "settings"

GROUPS = (
    (LISTEN, _("Listen")),
    (UNDERSTAND, _("Understand")),
    (ACT, _("Act")),
    (PROVE, _("Prove")),
    (TELL, _("Tell")),
    (SETTINGS, _("Settings")),
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """One line of the rail: a page one may enter a room by.

    ``url`` is a route's name (``measures:catalogue``); ``verb`` is what a person must be allowed to
    see it; ``rank`` orders a group; ``phone`` entrances also stand in the bar of a phone, the one that ``finds`` in the
    top of every page.
    """

    group: str
    title: str | Promise
    icon: str
    url: str
    verb: str
    rank: int = 50
    phone: bool = False
    finds: bool = False


class RoomConfig(AppConfig):
    """A room of the web. ``address`` is its part of the URL, with its slash: ``measures/``.

    A room that ``has_front`` has pages outside any workspace too, for people without an account: ``front_urls.py``.
    """

    address: str
    has_front: bool = False
    entrances: tuple[Entrance, ...] = ()
    default = False  # Django asks which class of a module is the app: the room, not this one

    def __init_subclass__(cls) -> None:
        cls.default = True
