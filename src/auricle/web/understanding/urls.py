"""Addresses of the analyses."""

from django.urls import path

from . import driver_views, money_views, movement_views, quality_views

app_name = "understanding"
urlpatterns = [
    path("movement/", movement_views.movement, name="movement"),
    path("movement/export/", movement_views.export, name="movement_export"),
    path("drivers/", driver_views.drivers, name="drivers"),
    path("drivers/export/", driver_views.export, name="drivers_export"),
    path("money/", money_views.money, name="money"),
    path("money/export/", money_views.export, name="money_export"),
    path("quality/", quality_views.quality, name="quality"),
    path("quality/export/", quality_views.export, name="quality_export"),
]
