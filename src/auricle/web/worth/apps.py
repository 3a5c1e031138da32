from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class WorthConfig(RoomConfig):
    name = "auricle.web.worth"
    label = "worth"
    address = "worth/"
    entrances = (Entrance(UNDERSTAND, _("Worth and leaving"), "heart", "worth:worth", "see numbers", 27),)

    def ready(self) -> None:
        from . import kinds  # noqa: F401 - what the worker may be asked for
