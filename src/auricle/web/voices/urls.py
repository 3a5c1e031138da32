"""Addresses of the voices."""

from django.urls import path

from . import comment_views, reading_views, views

app_name = "voices"
urlpatterns = [
    path("", views.voices, name="voices"),
    path("theme/<str:theme>/", views.theme, name="theme"),
    path("comments/", comment_views.comments, name="comments"),
    path("comments/correct/", comment_views.correct, name="correct"),
    path("found/", reading_views.found, name="found"),
    path("reading/", reading_views.reading, name="reading"),
]
