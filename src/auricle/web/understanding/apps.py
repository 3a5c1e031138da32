from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class UnderstandingConfig(RoomConfig):
    name = "auricle.web.understanding"
    label = "understanding"
    address = "understanding/"
    entrances = (Entrance(UNDERSTAND, _("Why it moved"), "arrows-sort", "understanding:movement", "see numbers", 30),)
