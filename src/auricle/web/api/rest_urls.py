"""Addresses of the REST API: ``/api/v1/…``, with a key in place of a session."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from .refusing import in_one_shape, nothing_here
from .rest import make_api

urlpatterns, app_name, namespace = make_api().urls
for _each in urlpatterns:
    _each.callback = login_not_required(in_one_shape(_each.callback))
urlpatterns.append(re_path("", login_not_required(csrf_exempt(nothing_here)), name="nothing"))
