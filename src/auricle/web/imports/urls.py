"""Addresses of the import room."""

from django.urls import path

from . import quarantine_views, views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("upload/", views.upload, name="upload"),
    path("<int:pk>/", views.import_page, name="import"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/mapping/", views.edit, name="edit"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("quarantine/", quarantine_views.quarantine, name="quarantine"),
    path("quarantine/export/", quarantine_views.export, name="quarantine_export"),
    path("quarantine/mend/", quarantine_views.export_to_mend, name="export_to_mend"),
    path("quarantine/replay/", quarantine_views.replay, name="replay"),
    path("quarantine/dismiss/", quarantine_views.dismiss, name="dismiss"),
]
