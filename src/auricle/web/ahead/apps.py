from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class AheadConfig(RoomConfig):
    name = "auricle.web.ahead"
    label = "ahead"
    address = "ahead/"
    entrances = (
        Entrance(UNDERSTAND, _("What is unusual"), "radar-2", "ahead:unusual", "see numbers", 21),
        Entrance(UNDERSTAND, _("What comes next"), "trending-up", "ahead:next", "see numbers", 22),
        Entrance(UNDERSTAND, _("People, fairly"), "scale", "ahead:people", "coach people", 38),
    )

    def ready(self) -> None:
        from . import kinds  # noqa: F401 - what the worker may be asked for
