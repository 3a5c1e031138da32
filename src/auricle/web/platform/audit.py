"""The audit log: one line for everything done that changes something or takes data out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .models import AuditEntry, User, Workspace


def record(request: HttpRequest, verb: str, subject: str = "", **detail: Any) -> AuditEntry:
    """Write down what the person of this request just did, e.g. ``record(request, "erased customer", "C-17")``."""
    address = request.META.get("REMOTE_ADDR") or None
    return write_down(request.state.record, request.user, verb, subject, detail, address=address)


def write_down(
    workspace: Workspace,
    user: User | None,
    verb: str,
    subject: str,
    detail: dict[str, Any],
    *,
    address: str | None = None,
) -> AuditEntry:
    """Write down what somebody did who sent no request of a page: a program for them, or the worker."""
    return AuditEntry.objects.create(
        workspace=workspace,
        user=user,
        who=user.email if user else "",
        verb=verb,
        subject=subject[:254],
        detail=detail,
        address=address,
    )
