"""Addresses of the cases room."""

from django.urls import path

app_name = "cases"
urlpatterns: list[path] = []
