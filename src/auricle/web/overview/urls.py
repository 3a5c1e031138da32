"""Addresses of the overview."""

from django.urls import path

from . import views

app_name = "overview"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("changes/", views.changes, name="changes"),
    path("worth/<slug:name>/", views.worth, name="worth"),
    path("coverage/", views.coverage, name="coverage"),
]
