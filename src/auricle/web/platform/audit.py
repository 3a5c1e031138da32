"""The audit log: one line for everything done that changes something or takes data out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .models import AuditEntry


def record(request: HttpRequest, verb: str, subject: str = "", **detail: Any) -> AuditEntry:
    """Write down what the person of this request just did, e.g. ``record(request, "erased customer", "C-17")``."""
    return AuditEntry.objects.create(
        workspace=request.state.record,
        user=request.user,
        who=request.user.email,
        verb=verb,
        subject=subject[:254],
        detail=detail,
        address=request.META.get("REMOTE_ADDR") or None,
    )
