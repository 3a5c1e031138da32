"""Addresses of the contacting room."""

from django.urls import path

from . import person_views, views

app_name = "contacting"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("export/", views.export, name="export"),
    path("rules/", views.rules, name="rules"),
    path("of/<customer:customer>/", person_views.of_customer, name="of_customer"),
    path("of/<customer:customer>/stop/", person_views.stop, name="stop"),
    path("of/<customer:customer>/allow/", person_views.allow, name="allow"),
]
