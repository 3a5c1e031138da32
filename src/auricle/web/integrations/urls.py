"""Addresses of the integrations' room."""

from django.urls import path

from . import delivery_views, views

app_name = "integrations"
urlpatterns = [
    path("", views.integrations, name="integrations"),
    path("new/<slug:kind>/", views.new, name="new"),
    path("<int:pk>/", views.integration, name="integration"),
    path("<int:pk>/test/", views.test, name="test"),
    path("<int:pk>/switch/", views.switch, name="switch"),
    path("<int:pk>/rotate/", views.rotate, name="rotate"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("sent/", delivery_views.deliveries, name="deliveries"),
    path("sent/<int:pk>/", delivery_views.delivery, name="delivery"),
    path("sent/<int:pk>/again/", delivery_views.again, name="again"),
]
