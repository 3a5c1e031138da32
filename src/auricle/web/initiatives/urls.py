"""Addresses of initiatives and reviews."""

from django.urls import path

from . import review_views, views

app_name = "initiatives"
urlpatterns = [
    path("", views.initiatives, name="initiatives"),
    path("new/", views.edit, name="new"),
    path("<int:pk>/", views.initiative, name="initiative"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/remove/", views.remove, name="remove"),
    path("export/", views.export, name="export"),
    path("reviews/", review_views.reviews, name="reviews"),
    path("reviews/idle/", review_views.idle, name="idle"),
    path("reviews/look/", review_views.look, name="look"),
    path("reviews/<str:measure>/<str:period>/", review_views.review, name="review"),
]
