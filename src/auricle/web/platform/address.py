"""Where people reach this server."""

from __future__ import annotations

from django.conf import settings


def public_address(base: str = "") -> str:
    """The address in the settings, else ``base``, without a slash at its end; empty where neither is known."""
    return str(getattr(settings, "PUBLIC_URL", "") or base).rstrip("/")
