"""How the audit log speaks of a customer without keeping anything of them."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from auricle.web.platform.public import AuditEntry, Workspace, entries_about

SHOWN = 10


def reference(workspace: Workspace, customer: str) -> str:
    """A name for a customer that only this server can match with an id, and that tells nothing once they are gone."""
    return (
        "customer "
        + salted_hmac("auricle.customers", f"{workspace.slug}\n{customer}", algorithm="sha256").hexdigest()[:12]
    )


def lines_about(workspace: Workspace, customer: str) -> list[AuditEntry]:
    """What was done with a customer's data, the latest first."""
    return entries_about(workspace, [reference(workspace, customer)])[:SHOWN]
