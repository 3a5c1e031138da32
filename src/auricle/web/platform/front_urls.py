"""Addresses outside any workspace."""

from django.urls import path

from . import front_views as views

urlpatterns = [
    path("", views.front, name="front"),
    path("you/", views.profile, name="profile"),
    path("language/", views.choose_language, name="language"),
]
