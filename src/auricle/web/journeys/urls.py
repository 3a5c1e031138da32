"""Addresses of the journeys."""

from django.urls import path

from . import channel_views, design_views, funnel_views, views

app_name = "journeys"
urlpatterns = [
    path("", views.journeys, name="journeys"),
    path("funnel/", funnel_views.funnel, name="funnel"),
    path("channels/", channel_views.channels, name="channels"),
    path("designs/", design_views.designs, name="designs"),
    path("designs/new/", design_views.edit, name="new_design"),
    path("designs/<int:pk>/", design_views.design, name="design"),
    path("designs/<int:pk>/edit/", design_views.edit, name="edit_design"),
    path("designs/<int:pk>/remove/", design_views.remove, name="remove_design"),
]
