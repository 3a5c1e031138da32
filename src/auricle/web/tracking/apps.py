from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import LISTEN, Entrance, RoomConfig


class TrackingConfig(RoomConfig):
    name = "auricle.web.tracking"
    label = "tracking"
    address = "tracking/"
    entrances = (
        Entrance(LISTEN, _("Events"), "activity", "tracking:arrivals", "see events", 10),
        Entrance(LISTEN, _("Live"), "eye", "tracking:live", "see events", 12),
        Entrance(LISTEN, _("Meaning"), "route", "tracking:meaning", "edit meaning", 14),
        Entrance(LISTEN, _("Write keys"), "key", "tracking:keys", "manage write keys", 16),
    )
