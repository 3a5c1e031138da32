"""Addresses of the platform inside a workspace."""

from django.urls import path

from . import views

app_name = "platform"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("dictionary/", views.dictionary, name="dictionary"),
]
