from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import TELL, Entrance, RoomConfig


class ReceiptsConfig(RoomConfig):
    name = "auricle.web.receipts"
    label = "receipts"
    address = "receipts/"
    entrances = (
        Entrance(TELL, _("Receipts"), "receipt", "receipts:receipts", "see numbers", 20),
        Entrance(TELL, _("What became of yours"), "user", "receipts:mine", "see numbers", 30),
    )
