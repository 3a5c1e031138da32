"""Addresses outside any workspace, for who answers."""

from django.urls import path

from .answering import views

urlpatterns = [
    path("s/<slug:survey>/", views.at_survey, name="answer"),
    path("s/<slug:survey>/in-page.json", views.in_page, name="answer_in_page"),
    path("s/<slug:survey>/<slug:place>/", views.at_survey, name="answer_at"),
    path("a/<str:token>/", views.by_link, name="answer_by_link"),
]
