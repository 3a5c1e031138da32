"""Where people reach this server."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

LEADS_NOWHERE = _(
    "Links in letters would lead nowhere: this server does not know its own address. Whoever runs it sets AURICLE_URL."
)
"""Why letters with links that a worker writes are not begun where ``public_address`` is empty."""


def public_address(base: str = "") -> str:
    """The address in the settings, else ``base``, without a slash at its end; empty where neither is known."""
    return str(getattr(settings, "PUBLIC_URL", "") or base).rstrip("/")
