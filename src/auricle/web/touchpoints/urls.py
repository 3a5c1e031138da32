"""Addresses of the touchpoints."""

from django.urls import path

from . import views

app_name = "touchpoints"
urlpatterns = [path("", views.touchpoints, name="touchpoints"), path("export/", views.export, name="export")]
