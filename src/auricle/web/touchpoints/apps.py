from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class TouchpointsConfig(RoomConfig):
    name = "auricle.web.touchpoints"
    label = "touchpoints"
    address = "touchpoints/"
    entrances = (Entrance(UNDERSTAND, _("Touchpoints"), "map-pin", "touchpoints:touchpoints", "see numbers", 25),)
