from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import ACT, Entrance, RoomConfig


class SignalsConfig(RoomConfig):
    name = "auricle.web.signals"
    label = "signals"
    address = "signals/"
    entrances = (Entrance(ACT, _("Signals"), "bell", "signals:signals", "edit signals", 16),)
