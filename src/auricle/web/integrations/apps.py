from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import SETTINGS, Entrance, RoomConfig


class IntegrationsConfig(RoomConfig):
    name = "auricle.web.integrations"
    label = "integrations"
    address = "integrations/"
    entrances = (Entrance(SETTINGS, _("Integrations"), "link", "integrations:integrations", "manage integrations", 30),)
