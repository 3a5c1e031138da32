from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class JourneysConfig(RoomConfig):
    name = "auricle.web.journeys"
    label = "journeys"
    address = "journeys/"
    entrances = (Entrance(UNDERSTAND, _("Journeys"), "route", "journeys:journeys", "see numbers", 26),)

    def ready(self) -> None:
        from . import kinds  # noqa: F401 - what the worker may be asked for
