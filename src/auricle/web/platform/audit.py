"""The audit log: one line for everything done that changes something or takes data out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from .models import AuditEntry, User, Workspace
from .wording import plainly

DETAILS: dict[str, str | Promise] = {
    "action": _("asks for"),
    "analysis": _("analysis"),
    "by": _("broken down by"),
    "currency": _("currency"),
    "draft": _("draft"),
    "end": _("until"),
    "entity": _("table"),
    "every": _("every"),
    "files": _("files"),
    "floor": _("smallest group shown"),
    "format": _("format"),
    "hours": _("hours until the old one ends"),
    "into": _("into"),
    "keep_days": _("days that events are kept"),
    "key": _("key"),
    "kind": pgettext_lazy("audit", "kind"),
    "left": _("left waiting"),
    "measures": _("measures"),
    "name": _("name"),
    "old": _("old key"),
    "on": _("switched on"),
    "other": _("other customer"),
    "out_of": _("out of"),
    "people": _("people"),
    "program": _("through the program"),
    "proposed_by": _("proposed by"),
    "question": _("question"),
    "reason": _("reason"),
    "role": _("role"),
    "rows": _("rows"),
    "rules": _("rules"),
    "sent": _("sent again"),
    "sentiment": _("sentiment"),
    "shared": _("shared"),
    "side": _("side of the share"),
    "start": _("from"),
    "state": _("state"),
    "survey": _("survey"),
    "theme": _("theme"),
    "to": _("now"),
    "tone": _("tone"),
    "units": _("units"),
    "verbs": _("may"),
    "version": _("version"),
    "where": _("only where"),
    "worked": _("worked"),
}
"""What an entry tells besides its subject, and how a reader calls it."""
_AS_TYPED = {"where", "name", "program", "theme"}


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


def details(entry: AuditEntry) -> Iterator[tuple[object, str]]:
    """What an entry tells besides its subject, as a reader calls it; what it leaves empty is left out."""
    for name, value in entry.detail.items():
        if value not in (None, "", []):
            yield DETAILS.get(name, name), _told(name, value)


def _told(name: str, value: object) -> str:
    if isinstance(value, bool):
        return pgettext("fact", "yes") if value else pgettext("fact", "no")
    if isinstance(value, list):
        return ", ".join(_told(name, each) for each in value)
    return str(value) if name in _AS_TYPED else plainly(str(value))
