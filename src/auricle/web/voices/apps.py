from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class VoicesConfig(RoomConfig):
    name = "auricle.web.voices"
    label = "voices"
    address = "voices/"
    entrances = (Entrance(UNDERSTAND, _("Voices"), "messages", "voices:voices", "see numbers", 22),)

    def ready(self) -> None:
        from . import kinds  # noqa: F401 - what the worker may be asked for
