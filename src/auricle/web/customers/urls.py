"""Addresses of the customers' room."""

from django.urls import path

from . import erasure_views, merge_views, views

app_name = "customers"
urlpatterns = [
    path("", views.search, name="search"),
    path("found/", views.found, name="found"),
    path("merges/", merge_views.merges, name="merges"),
    path("erasures/", erasure_views.erasures, name="erasures"),
    path("erasures/<int:pk>/", erasure_views.erasure, name="erasure"),
    path("erasures/<int:pk>/progress/", erasure_views.progress, name="erasure_progress"),
    path("erasures/<int:pk>/again/", erasure_views.again, name="erase_again"),
    path("one/<customer:customer>/", views.customer, name="customer"),
    path("one/<customer:customer>/earlier/", views.earlier, name="earlier"),
    path("one/<customer:customer>/export/", views.export, name="export"),
    path("one/<customer:customer>/erase/", erasure_views.erase, name="erase"),
    path("one/<customer:customer>/merge/", merge_views.choose, name="choose"),
    path("one/<customer:customer>/merge/found/", merge_views.candidates, name="candidates"),
    path("one/<customer:customer>/merge/<customer:other>/", merge_views.compare, name="compare"),
    path("one/<customer:customer>/merge/<customer:other>/do/", merge_views.merge, name="merge"),
    path("one/<customer:customer>/apart/<customer:other>/", merge_views.keep_apart, name="keep_apart"),
    path("one/<customer:customer>/unmerge/", merge_views.unmerge, name="unmerge"),
]
