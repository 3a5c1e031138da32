"""Addresses of the tracking room."""

from django.urls import path

from . import key_views, live_views, meaning_views, views

app_name = "tracking"
urlpatterns = [
    path("", views.arrivals_page, name="arrivals"),
    path("export/", views.export, name="export"),
    path("mended/", views.mended, name="mended"),
    path("live/", live_views.live, name="live"),
    path("live/arriving/", live_views.arriving, name="arriving"),
    path("meaning/", meaning_views.meaning, name="meaning"),
    path("meaning/preview/", meaning_views.preview_page, name="preview"),
    path("meaning/apply/", meaning_views.apply, name="apply"),
    path("meaning/progress/", meaning_views.progress, name="progress"),
    path("keys/", key_views.keys, name="keys"),
    path("keys/make/", key_views.make, name="make"),
    path("keys/<slug:key>/rotate/", key_views.rotate, name="rotate"),
    path("keys/<slug:key>/revoke/", key_views.revoke, name="revoke"),
]
