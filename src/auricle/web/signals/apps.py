from auricle.web.platform.room import RoomConfig


class SignalsConfig(RoomConfig):
    name = "auricle.web.signals"
    label = "signals"
    address = "signals/"
