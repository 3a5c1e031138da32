"""The addresses by which customers read what was done; they need no account and no script."""

from django.urls import path

from . import open_views

urlpatterns = [
    path("r/<str:token>/", open_views.receipt, name="receipt"),
    path("p/<str:public_id>/", open_views.page, name="public_receipts"),
]
