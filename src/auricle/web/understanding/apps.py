from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class UnderstandingConfig(RoomConfig):
    name = "auricle.web.understanding"
    label = "understanding"
    address = "understanding/"
    entrances = (
        Entrance(UNDERSTAND, _("Why it moved"), "arrows-sort", "understanding:movement", "see numbers", 30),
        Entrance(UNDERSTAND, _("Drivers"), "chart-dots", "understanding:drivers", "see numbers", 32),
        Entrance(UNDERSTAND, _("Score and money"), "chart-line", "understanding:money", "see numbers", 34),
        Entrance(UNDERSTAND, _("Answer quality"), "clipboard-list", "understanding:quality", "see numbers", 36),
    )

    def ready(self) -> None:
        from . import kinds  # noqa: F401 - what the worker may be asked for
