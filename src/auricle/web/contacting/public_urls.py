"""The address by which somebody says that they want to hear no more."""

from django.urls import path

from . import unsubscribe_views

urlpatterns = [path("u/<str:token>/", unsubscribe_views.unsubscribe, name="unsubscribe")]
