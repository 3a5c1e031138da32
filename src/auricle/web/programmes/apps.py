from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import LISTEN, Entrance, RoomConfig


class ProgrammesConfig(RoomConfig):
    name = "auricle.web.programmes"
    label = "programmes"
    address = "programmes/"
    entrances = (Entrance(LISTEN, _("Programmes"), "calendar", "programmes:programmes", "see numbers", 3),)

    def ready(self) -> None:
        from auricle.web.signals.public import Watcher, watches

        from .triggering import plan_matches, rules_of, workspaces

        watches("programmes", Watcher(workspaces, rules_of, plan_matches))
