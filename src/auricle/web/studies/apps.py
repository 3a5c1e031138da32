from auricle.web.platform.room import RoomConfig


class StudiesConfig(RoomConfig):
    name = "auricle.web.studies"
    label = "studies"
    address = "studies/"
    entrances = ()
