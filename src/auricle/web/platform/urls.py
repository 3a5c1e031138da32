"""Addresses of the platform inside a workspace."""

from django.urls import path

from . import people_views, settings_views, views

app_name = "platform"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("dictionary/", views.dictionary, name="dictionary"),
    path("settings/", settings_views.settings_page, name="settings"),
    path("people/", people_views.people, name="people"),
    path("people/invite/", people_views.invite, name="invite"),
    path("people/invitations/<int:pk>/withdraw/", people_views.withdraw, name="withdraw"),
    path("people/<int:pk>/role/", people_views.change_role, name="change_role"),
    path("people/<int:pk>/remove/", people_views.remove, name="remove"),
    path("audit/", views.audit, name="audit"),
    path("audit/export/", views.audit_export, name="audit_export"),
]
