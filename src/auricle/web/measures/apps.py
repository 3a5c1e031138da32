from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class MeasuresConfig(RoomConfig):
    name = "auricle.web.measures"
    label = "measures"
    address = "measures/"
    entrances = (Entrance(UNDERSTAND, _("Measures"), "ruler-measure", "measures:catalogue", "see numbers", 20),)
