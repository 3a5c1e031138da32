from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import ACT, Entrance, RoomConfig


class CasesConfig(RoomConfig):
    name = "auricle.web.cases"
    label = "cases"
    address = "cases/"
    has_front = True
    entrances = (
        Entrance(ACT, _("Inbox"), "inbox", "cases:inbox", "see cases", 10, phone=True),
        Entrance(ACT, _("How cases went"), "clock", "cases:figures", "see numbers", 14),
        Entrance(ACT, _("Case settings"), "settings", "cases:desk", "arrange cases", 18),
    )

    def ready(self) -> None:
        from auricle.web.integrations.public import replied

        from .letters import on_reply

        replied.connect(on_reply, dispatch_uid="cases")
