"""Addresses of worth and leaving."""

from django.urls import path

from . import views

app_name = "worth"
urlpatterns = [
    path("", views.worth, name="worth"),
    path("leaving/", views.leaving, name="leaving"),
    path("staying/", views.staying, name="staying"),
    path("silent/", views.silent, name="silent"),
    path("of/<customer:customer>/", views.of_customer, name="of_customer"),
]
