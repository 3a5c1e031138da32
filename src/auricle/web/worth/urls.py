"""Addresses of worth and leaving."""

from django.urls import path

from . import exporting, views

app_name = "worth"
urlpatterns = [
    path("", views.worth, name="worth"),
    path("export/", exporting.export_worth, name="worth_export"),
    path("leaving/", views.leaving, name="leaving"),
    path("leaving/export/", exporting.export_leaving, name="leaving_export"),
    path("pace/", views.pace, name="pace"),
    path("pace/export/", exporting.export_pace, name="pace_export"),
    path("staying/", views.staying, name="staying"),
    path("staying/export/", exporting.export_staying, name="staying_export"),
    path("silent/", views.silent, name="silent"),
    path("silent/export/", exporting.export_silent, name="silent_export"),
    path("of/<customer:customer>/", views.of_customer, name="of_customer"),
]
