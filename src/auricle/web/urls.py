"""Every address of the server: accounts at the root, rooms under their workspace."""

from __future__ import annotations

from django.apps import apps
from django.urls import include, path

from auricle.web.api import rest_urls
from auricle.web.platform.room import RoomConfig

rooms = [config for config in apps.get_app_configs() if isinstance(config, RoomConfig)]

urlpatterns = [
    path("", include("auricle.web.platform.front_urls")),
    path("", include("auricle.web.contacting.public_urls")),
    path("", include("auricle.web.surveys.public_urls")),
    path("", include("auricle.web.receipts.public_urls")),
    path("api/v1/", (rest_urls.urlpatterns, rest_urls.app_name, rest_urls.namespace)),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    *(path("", include(f"{room.name}.front_urls")) for room in rooms if room.has_front),
    *(path(f"w/<slug:workspace>/{room.address}", include(f"{room.name}.urls", namespace=room.label)) for room in rooms),
]
handler404 = "auricle.web.platform.errors.not_found"
handler403 = "auricle.web.platform.errors.not_allowed"
handler500 = "auricle.web.platform.errors.server_error"
