"""Addresses of the signals room."""

from django.urls import path

app_name = "signals"
urlpatterns: list[path] = []
