from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import LISTEN, Entrance, RoomConfig


class SurveysConfig(RoomConfig):
    name = "auricle.web.surveys"
    label = "surveys"
    address = "surveys/"
    entrances = (Entrance(LISTEN, _("Surveys"), "clipboard-list", "surveys:surveys", "see surveys", 2),)
