"""The door of the room: what other rooms of the web may use of the platform."""

from .audit import record
from .downloads import download, send_file
from .facts import facts_of, folder_of
from .period import Period, year_before
from .queries import entries_about
from .roles import Role, allows, may
from .room import ACT, LISTEN, PROVE, SETTINGS, TELL, UNDERSTAND, Entrance, RoomConfig
from .scope import NoWorkspace, ScopedModel, ScopedQuerySet
from .screen import ScreenState
from .settings_file import read_settings_of, write_settings_of

__all__ = [
    "ACT", "LISTEN", "PROVE", "SETTINGS", "TELL", "UNDERSTAND",
    "Entrance", "NoWorkspace", "Period", "Role", "RoomConfig", "ScopedModel", "ScopedQuerySet", "ScreenState",
    "allows", "download", "entries_about", "facts_of", "folder_of", "may", "read_settings_of", "record", "send_file",
    "write_settings_of", "year_before",
]  # fmt: skip
