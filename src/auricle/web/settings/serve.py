"""Settings of a server: ``auricle serve`` and its worker."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from .base import *  # noqa: F403
from .base import HOME, OUTGOING_PRIVATE_HOSTS, STATICFILES_DIRS


def kept_secret(path: Path) -> str:
    """The key that signs sessions, made once and kept where only the server's user reads it.

    The server and its worker may be the first to ask at the same time; both get the same.
    """
    if path.exists() and (kept := path.read_text()):
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = file.read()
        if not kept:
            kept = secrets.token_urlsafe(64)
            file.write(kept)
    return kept


def static_digest(folder: Path) -> str:
    """Names the state of the static files, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


SECRET_KEY = kept_secret(HOME / "secret_key")
PUBLIC_URL = os.environ.get("AURICLE_URL", "")
_PUBLIC = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *([_PUBLIC.hostname] if _PUBLIC.hostname else [])]
CSRF_TRUSTED_ORIGINS = [f"{_PUBLIC.scheme}://{_PUBLIC.netloc}"] if _PUBLIC.netloc else []

STATIC_URL = f"/static/{static_digest(STATICFILES_DIRS[0])}/"
WHITENOISE_MAX_AGE = 365 * 24 * 3600

if _PUBLIC.scheme == "https":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True

EMAIL_HOST = os.environ.get("AURICLE_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("AURICLE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("AURICLE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("AURICLE_SMTP_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_PORT == 587, EMAIL_PORT == 465
DEFAULT_FROM_EMAIL = os.environ.get("AURICLE_MAIL_FROM", "auricle@localhost")
EMAIL_BACKEND = (
    "auricle.web.integrations.email.backend.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)
OUTGOING_PRIVATE_HOSTS = [*OUTGOING_PRIVATE_HOSTS, f"{EMAIL_HOST.lower()}:{EMAIL_PORT}"]  # its owner named it

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
