from django.urls import register_converter
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.room import UNDERSTAND, Entrance, RoomConfig

from .addresses import CustomerInAddress

register_converter(CustomerInAddress, "customer")


class CustomersConfig(RoomConfig):
    name = "auricle.web.customers"
    label = "customers"
    address = "customers/"
    entrances = (
        Entrance(UNDERSTAND, _("Customers"), "users", "customers:search", "see customers", 50, phone=True, finds=True),
    )
