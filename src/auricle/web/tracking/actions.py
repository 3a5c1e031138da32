"""What people do here: keep rules, and put them into place on what is stored."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from auricle.model.document import Document
from auricle.model.meaning import FILE
from auricle.query.meaning.check import checked
from auricle.web.platform.public import folder_of

from .models import Application
from .tasks import apply_rules


def keep_rules(slug: str, text: str) -> None:
    """Put a checked ``meaning.yaml`` in place of the workspace's own, whole or not at all.

    Raises
        DocumentError: a rule cannot be understood; the old file stays.
    """
    path = folder_of(slug) / FILE
    with TemporaryDirectory(dir=path.parent) as scratch:
        unproven = Path(scratch) / FILE
        unproven.write_text(text, encoding="utf-8")
        checked(Document(unproven))
        unproven.replace(path)


def begin_applying(workspace: object, user: object) -> bool:
    """Hand the run to the worker, in the transaction that says so; False while one is under way."""
    with transaction.atomic():
        under_way = (Application.State.WAITING, Application.State.RUNNING)
        if Application.objects.of(workspace).filter(state__in=under_way).exists():
            return False
        made = Application.objects.create(workspace=workspace, started_by=user)
        apply_rules.enqueue(made.pk)
    return True
