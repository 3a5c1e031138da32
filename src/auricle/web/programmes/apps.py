from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import LISTEN, Entrance, RoomConfig


class ProgrammesConfig(RoomConfig):
    name = "auricle.web.programmes"
    label = "programmes"
    address = "programmes/"
    entrances = (Entrance(LISTEN, _("Programmes"), "calendar", "programmes:programmes", "see numbers", 3),)

    def ready(self) -> None:
        from auricle.web.integrations.public import ended
        from auricle.web.signals.public import Watcher, watches

        from .asking import on_ended
        from .triggering import plan_matches, rules_of, workspaces

        ended.connect(on_ended)
        watches("programmes", Watcher(workspaces, rules_of, plan_matches))
