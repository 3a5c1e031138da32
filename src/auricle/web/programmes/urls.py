"""Addresses of the programmes room."""

from django.urls import path

from . import views

app_name = "programmes"
urlpatterns = [
    path("", views.programmes, name="programmes"),
    path("new/<slug:kind>/", views.write, name="write"),
    path("<int:pk>/", views.programme, name="programme"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/simulation/", views.simulation, name="simulation"),
    path("<int:pk>/put/", views.put, name="put"),
    path("<int:pk>/export/", views.export, name="export"),
]
