"""Addresses of the signals room."""

from django.urls import path

from . import views

app_name = "signals"
urlpatterns = [
    path("", views.signals, name="signals"),
    path("new/<slug:kind>/", views.write, name="write"),
    path("<int:pk>/", views.signal, name="signal"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/put/", views.put, name="put"),
]
