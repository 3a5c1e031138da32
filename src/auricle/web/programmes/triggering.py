"""What arrives and triggers a programme: written down in the transaction that moves the reading of arrivals on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from auricle.query.signals import Match, Rule
from auricle.web.platform.public import Workspace, facts_of

from .models import Invitation, Programme

KINDS = Programme.Kind


def workspaces() -> list[int]:
    """Those in which something that happens triggers a programme."""
    on = Programme.objects.across("which workspaces have programmes at all").filter(is_on=True, kind=KINDS.EVENT)
    return list(on.order_by().values_list("workspace", flat=True).distinct())


def rules_of(record: Workspace) -> Mapping[int, Rule]:
    return {each.pk: each.rule for each in _on(record)}


def plan_matches(record: Workspace, matches: Sequence[Match]) -> None:
    """Mean to ask whoever it happened to, after the programme's delay; of nobody known there is nobody to ask."""
    programmes, zone = {each.pk: each for each in _on(record)}, facts_of(record.slug).zone
    wanted = [
        _invitation(programmes[match.rule], match, zone)
        for match in matches
        if match.customer and match.rule in programmes
    ]
    Invitation.objects.of(record).bulk_create(wanted, ignore_conflicts=True, batch_size=500)


def _invitation(programme: Programme, match: Match, zone: ZoneInfo) -> Invitation:
    due_at = match.at_in(zone) + timedelta(hours=programme.delay_hours)
    linked = {"interactions": "interaction", "orders": "order"}.get(match.entity, "")
    about = {name: str(match.row.get(name) or "") for name in ("interaction", "order")}
    about |= {linked: match.key} if linked else {}
    return Invitation(
        workspace_id=programme.workspace_id, programme=programme, customer=match.customer,
        cause=f"{match.entity}:{match.key}"[:300], due_at=due_at, tried_at=due_at,
        **{name: key[:200] for name, key in about.items()},
    )  # fmt: skip


def _on(record: Workspace) -> list[Programme]:
    return list(Programme.objects.of(record).filter(is_on=True, kind=KINDS.EVENT).order_by("pk"))
