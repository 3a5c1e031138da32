"""The door of the room: what other rooms of the web may use of the platform."""

from .audit import record
from .downloads import download, send_file
from .facts import facts_of, folder_of
from .roles import Role, allows, may
from .room import ACT, LISTEN, PROVE, SETTINGS, TELL, UNDERSTAND, Entrance, RoomConfig
from .scope import NoWorkspace, ScopedModel, ScopedQuerySet
from .screen import ScreenState

__all__ = [
    "ACT", "LISTEN", "PROVE", "SETTINGS", "TELL", "UNDERSTAND",
    "Entrance", "NoWorkspace", "Role", "RoomConfig", "ScopedModel", "ScopedQuerySet", "ScreenState",
    "allows", "download", "facts_of", "folder_of", "may", "record",
    "send_file",
]  # fmt: skip
