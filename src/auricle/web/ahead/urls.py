"""Addresses of what is unusual, what comes next, and of people."""

from django.urls import path

from . import people_views, views

app_name = "ahead"
urlpatterns = [
    path("", views.unusual, name="unusual"),
    path("chart/", views.chart, name="chart"),
    path("next/", views.coming, name="next"),
    path("people/", people_views.people, name="people"),
    path("people/export/", people_views.export, name="people_export"),
]
