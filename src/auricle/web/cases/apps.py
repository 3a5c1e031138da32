from auricle.web.platform.room import RoomConfig


class CasesConfig(RoomConfig):
    name = "auricle.web.cases"
    label = "cases"
    address = "cases/"
