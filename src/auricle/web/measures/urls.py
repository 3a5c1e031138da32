"""Addresses of the measures."""

from django.urls import path

from . import row_views, views

app_name = "measures"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("figures/", views.figures, name="figures"),
    path("<str:name>/", views.measure, name="measure"),
    path("<str:name>/why/", views.why, name="why"),
    path("<str:name>/values/", views.values, name="values"),
    path("<str:name>/export/", views.export, name="export"),
    path("<str:name>/rows/", row_views.rows, name="rows"),
    path("<str:name>/rows/export/", row_views.export_rows, name="export_rows"),
]
