"""Reads of accounts and of the audit log."""

from __future__ import annotations

import os
import secrets
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from .models import AuditEntry, Invitation, User, Workspace


def needs_setup() -> bool:
    return not User.objects.exists()


def setup_token() -> str:
    """What proves that who sets the server up also started it; empty once somebody has an account."""
    if not needs_setup():
        return ""
    path = _token_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()


def is_setup_token(token: str) -> bool:
    expected = setup_token()
    return bool(expected) and constant_time_compare(token, expected)


def forget_setup_token() -> None:
    _token_path().unlink(missing_ok=True)


def open_invitation(token: str) -> Invitation | None:
    rows = Invitation.objects.across("the token names the invitation and with it the workspace")
    found = rows.select_related("workspace", "invited_by").filter(digest=Invitation.digest_of(token)).first()
    return found if found and found.is_open else None


def audit_entries(
    workspace: Workspace, *, who: str = "", verb: str = "", start: date | None = None, end: date | None = None
) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.of(workspace)
    if who:
        entries = entries.filter(who__icontains=who)
    if verb:
        entries = entries.filter(verb=verb)
    if start:
        entries = entries.filter(at__gte=_midnight(start))
    if end:
        entries = entries.filter(at__lt=_midnight(end + timedelta(days=1)))
    return entries


def entries_about(workspace: Workspace, subjects: list[str]) -> QuerySet[AuditEntry]:
    """What was done to these subjects, the latest first."""
    return AuditEntry.objects.of(workspace).filter(subject__in=subjects)


def audit_verbs(workspace: Workspace) -> list[str]:
    """What was ever done here, to filter by."""
    return list(AuditEntry.objects.of(workspace).order_by("verb").values_list("verb", flat=True).distinct())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _token_path() -> Path:
    return Path(settings.HOME) / "setup_token"
