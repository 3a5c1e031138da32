from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import ACT, SETTINGS, Entrance, RoomConfig


class ApiConfig(RoomConfig):
    name = "auricle.web.api"
    label = "api"
    address = "api/"
    entrances = (
        Entrance(ACT, _("Drafts"), "bulb", "api:drafts", "decide drafts", 60),
        Entrance(SETTINGS, _("API keys"), "plug", "api:keys", "manage API keys", 40),
    )
