from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import LISTEN, Entrance, RoomConfig


class ContactingConfig(RoomConfig):
    name = "auricle.web.contacting"
    label = "contacting"
    address = "contacting/"
    entrances = (Entrance(LISTEN, _("Who is contacted"), "mail", "contacting:ledger", "see numbers", 40),)

    def ready(self) -> None:
        from auricle.web.integrations.public import bounced, ended

        from .listening import on_bounce, on_ended

        bounced.connect(on_bounce)
        ended.connect(on_ended)
