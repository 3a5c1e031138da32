"""Addresses of the analyses."""

from django.urls import path

from . import movement_views

app_name = "understanding"
urlpatterns = [
    path("movement/", movement_views.movement, name="movement"),
    path("movement/export/", movement_views.export, name="movement_export"),
]
