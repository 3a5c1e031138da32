"""Addresses of the room's pages; those of the API itself lie outside any workspace (``rest_urls``)."""

from django.urls import path

from . import views

app_name = "api"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/make/", views.make, name="make"),
    path("keys/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/<int:pk>/take/", views.take, name="take"),
    path("drafts/<int:pk>/leave/", views.leave, name="leave"),
]
