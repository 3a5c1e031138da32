from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import LISTEN, Entrance, RoomConfig


class ImportsConfig(RoomConfig):
    name = "auricle.web.imports"
    label = "imports"
    address = "imports/"
    entrances = (
        Entrance(LISTEN, _("Imports"), "file-import", "imports:imports", "import data", 20),
        Entrance(LISTEN, _("Quarantine"), "alert-triangle", "imports:quarantine", "see quarantine", 30),
    )
