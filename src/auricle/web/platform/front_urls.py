"""Addresses outside any workspace."""

from django.urls import path

from . import front_views as views

urlpatterns = [
    path("", views.front, name="front"),
    path("you/", views.profile, name="profile"),
    path("language/", views.choose_language, name="language"),
    path("workspaces/new/", views.new_workspace, name="new_workspace"),
    path("set-up/<str:token>/", views.set_up, name="set_up"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
