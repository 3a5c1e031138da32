"""The peer of the collector: a Django view that inserts a request's events as rows and answers when they are kept.

Run by gunicorn as ``benchmarks.django_view:application``; ``PEER_DATABASE`` names a SQLite file or a PostgreSQL one.
"""

from __future__ import annotations

import os
from urllib.parse import parse_qsl, urlsplit

import django
import msgspec
from django.conf import settings
from django.http import HttpRequest, JsonResponse

_ASKED = urlsplit(os.environ["PEER_DATABASE"])
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": _ASKED.path,
    "OPTIONS": {
        "init_command": "PRAGMA synchronous=FULL",
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
    },
    "CONN_MAX_AGE": None,
}
_POSTGRESQL = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": _ASKED.path.lstrip("/"),
    "USER": _ASKED.username or "",
    "HOST": _ASKED.hostname or dict(parse_qsl(_ASKED.query)).get("host", ""),
    "PORT": _ASKED.port or "",
    "CONN_MAX_AGE": None,
}
settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": _SQLITE if _ASKED.scheme == "sqlite" else _POSTGRESQL},
    INSTALLED_APPS=[],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.urls import path  # noqa: E402


class Event(models.Model):
    message = models.TextField(unique=True)
    kind = models.TextField()
    event = models.TextField()
    user = models.TextField()
    at = models.TextField()
    properties = models.JSONField()

    class Meta:
        app_label = "peer"


def prepare() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=wal")
    with connection.schema_editor() as editor:
        editor.create_model(Event)


def collect(request: HttpRequest) -> JsonResponse:
    body = msgspec.json.decode(request.body)
    with transaction.atomic():
        Event.objects.bulk_create(_event(said) for said in body.get("batch", [body]))
    return JsonResponse({"success": True})


def _event(said: dict) -> Event:
    return Event(
        message=said["messageId"],
        kind=said["type"],
        event=said["event"],
        user=said["userId"],
        at=said["timestamp"],
        properties=said["properties"],
    )


urlpatterns = [path("v1/batch", collect), path("v1/track", collect)]
application = get_wsgi_application()
