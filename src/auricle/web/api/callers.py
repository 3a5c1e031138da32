"""Who a request with a key is, and what its key may do."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone

from auricle.sentence import sentence
from auricle.web.platform.public import Caller

from .models import ApiKey

PREFIX = "ak_"


class MayNot(PermissionError):
    """The key was not given leave for ``verb``, or the person it acts for may not."""

    def __init__(self, verb: str):
        self.verb = verb
        super().__init__(
            sentence(
                "this key, or the person it acts for, may not do this: {verb}; make one that may, on API keys",
                verb=sentence(verb),
            )
        )


_SEEN_EVERY = timedelta(minutes=1)


def made_key(record: Any, user: Any, name: str, verbs: list[str]) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown this once."""
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        workspace=record, user=user, name=name, verbs=verbs, digest=_digest(secret), hint=secret[-4:]
    )
    return key, secret


def caller_of(secret: str) -> tuple[Caller, ApiKey] | None:
    """The caller with this key; none when the key is unknown or revoked, or its person has left the workspace."""
    if not secret.startswith(PREFIX):
        return None
    found = ApiKey.objects.across("the key says whose it is").select_related("workspace", "user")
    key = found.filter(digest=_digest(secret), revoked_at=None, user__is_active=True).first()
    membership = key and key.user.memberships.filter(workspace=key.workspace).first()
    if not key or not membership:
        return None
    _note_use(key)
    return Caller(key.workspace, key.user, membership.role, frozenset(key.verbs), key.name), key


def _note_use(key: ApiKey) -> None:
    """When it was last used, to the minute: a read must not cost a write each time."""
    now = timezone.now()
    if key.used_at is None or now - key.used_at > _SEEN_EVERY:
        ApiKey.objects.of(key.workspace).filter(pk=key.pk).update(used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
