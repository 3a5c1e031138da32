from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import ACT, PROVE, Entrance, RoomConfig


class InitiativesConfig(RoomConfig):
    name = "auricle.web.initiatives"
    label = "initiatives"
    address = "initiatives/"
    entrances = (
        Entrance(ACT, _("Initiatives"), "target", "initiatives:initiatives", "see numbers", 30),
        Entrance(PROVE, _("Reviews"), "book", "initiatives:reviews", "see numbers", 20),
    )

    def ready(self) -> None:
        from . import kinds  # noqa: F401 - what the worker may be asked for
