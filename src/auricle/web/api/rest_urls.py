"""Addresses of the REST API: ``/api/v1/…``, with a key in place of a session."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required

from .rest import make_api

urlpatterns, app_name, namespace = make_api().urls
for _each in urlpatterns:
    _each.callback = login_not_required(_each.callback)
