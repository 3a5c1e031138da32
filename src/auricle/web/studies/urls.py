"""Addresses of the studies."""

from django.urls import path

from . import views

app_name = "studies"
urlpatterns = [
    path("ask/", views.ask, name="ask"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/stop/", views.stop, name="stop"),
]
