"""What people do with customers: erase them for good, or start again what stopped."""

from __future__ import annotations

import os
from collections.abc import Mapping

from django.db import transaction

from .models import Erasure
from .tasks import erase_customer

State = Erasure.State


def ask_to_erase(workspace: object, user: object, customer: str, rows: Mapping[str, int]) -> Erasure:
    """Hand an erasure to the worker, in the transaction that says so; ``rows`` is what is there per entity."""
    with transaction.atomic():
        asked = Erasure.objects.create(workspace=workspace, asked_by=user, rows=dict(rows))
        asked.note.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(asked.note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as note:
            note.write(customer)
        erase_customer.enqueue(asked.pk)
    return asked


def erase_again(asked: Erasure) -> None:
    """Start an erasure again that stopped."""
    with transaction.atomic():
        stopped = Erasure.objects.of(asked.workspace).filter(pk=asked.pk, state=State.FAILED)
        if stopped.update(state=State.WAITING, finished_at=None):
            erase_customer.enqueue(asked.pk)
