"""A write is done once for each Idempotency-Key, and answered the same as often as it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from auricle.sentence import sentence

from .models import Answered, ApiKey


class OtherRequest(ValueError):
    """The key stands for a request that said something else."""

    def __init__(self, reference: str):
        super().__init__(
            sentence(
                "the Idempotency-Key {reference} was used for another request; give this one a new one",
                reference=reference,
            )
        )


class NotFinished(ValueError):
    """The same request is being carried out at this moment."""

    def __init__(self, reference: str):
        super().__init__(
            sentence(
                "the request with the Idempotency-Key {reference} is being carried out; ask again", reference=reference
            )
        )


def once(
    key: ApiKey, reference: str, asked: bytes, carry_out: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    """Status and body of a write; what it does and what is remembered of it are one transaction.

    Raises
        OtherRequest, NotFinished
    """
    digest = hashlib.sha256(asked).hexdigest()
    if known := _known(key, reference, digest):
        return known
    with transaction.atomic():
        row = _begun(key, reference, digest)
        if row:
            row.status, row.body = carry_out()
            row.save(update_fields=("status", "body"))
            return row.status, row.body
    if known := _known(key, reference, digest):
        return known
    raise NotFinished(reference)


def _begun(key: ApiKey, reference: str, digest: str) -> Answered | None:
    """The row that stands for this write; none when another request has made it meanwhile."""
    try:
        with transaction.atomic():
            return Answered.objects.create(workspace=key.workspace, key=key, reference=reference, asked=digest)
    except IntegrityError:
        return None


def _known(key: ApiKey, reference: str, digest: str) -> tuple[int, dict[str, Any]] | None:
    row = Answered.objects.of(key.workspace).filter(key=key, reference=reference).first()
    if row and row.asked != digest:
        raise OtherRequest(reference)
    return (row.status, row.body) if row else None
