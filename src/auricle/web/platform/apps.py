from django.utils.translation import gettext_lazy as _

from .room import SETTINGS, Entrance, RoomConfig


class PlatformConfig(RoomConfig):
    name = "auricle.web.platform"
    label = "platform"
    address = ""
    entrances = (Entrance(SETTINGS, _("Data dictionary"), "book", "platform:dictionary", "see numbers", 30),)
