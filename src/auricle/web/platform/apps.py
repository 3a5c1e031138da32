from django.utils.translation import gettext_lazy as _

from .room import SETTINGS, Entrance, RoomConfig


class PlatformConfig(RoomConfig):
    name = "auricle.web.platform"
    label = "platform"
    address = ""
    entrances = (
        Entrance(SETTINGS, _("Workspace"), "settings", "platform:settings", "change settings", 10),
        Entrance(SETTINGS, _("People"), "users-group", "platform:people", "manage people", 20),
        Entrance(SETTINGS, _("Data dictionary"), "book", "platform:dictionary", "see numbers", 30),
        Entrance(SETTINGS, _("Audit log"), "history", "platform:audit", "read audit log", 40),
    )
