from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig


class OverviewConfig(RoomConfig):
    name = "auricle.web.overview"
    label = "overview"
    address = "overview/"
    entrances = (
        Entrance(UNDERSTAND, _("Overview"), "home", "overview:overview", "see numbers", 10, phone=True),
        Entrance(UNDERSTAND, _("Dashboards"), "layout-dashboard", "overview:dashboards", "see numbers", 15),
    )
