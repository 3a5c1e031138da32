"""Secrets of integrations, unreadable in the database and its copies.

They are encrypted (Fernet: AES-128-CBC with an HMAC) under a key that is derived with HKDF from the installation's
``secret_key``, which lies beside the database, never in it. After ``SECRET_KEY`` was changed, what
``SECRET_KEY_FALLBACKS`` names still opens what it closed; without it the secrets have to be written again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from auricle.sentence import sentence

PURPOSE = b"auricle integrations"


class SecretsUnreadable(ValueError):
    def __init__(self) -> None:
        super().__init__(
            sentence("the secrets were written with another key of this installation; write them again in the settings")
        )


def closed(secrets: Mapping[str, str]) -> str:
    return _vault().encrypt(json.dumps(dict(secrets)).encode()).decode()


def opened(kept: str) -> dict[str, str]:
    """What was ``closed``; SecretsUnreadable when no key of this installation opens it."""
    if not kept:
        return {}
    try:
        return json.loads(_vault().decrypt(kept.encode()))
    except InvalidToken:
        raise SecretsUnreadable from None


def _vault() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
