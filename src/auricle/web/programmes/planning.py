"""Whose turn it is: an even share of a panel each day, the same customers whenever it is worked out.

A day is planned from the rows as they stream by; those whose turn it is are written down under a unique key, and then
the day as planned. A kill between the two plans the day again and writes nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from auricle.query.panel import panel
from auricle.web.platform.public import facts_of
from auricle.workspace import Workspace

from .chance import fraction, turn
from .models import LATE_DAYS, Invitation, Programme
from .zones import zone_of

KINDS = Programme.Kind


def plan(programme: Programme, now: datetime | None = None) -> int:
    """Write down whom the programme means to ask on the days up to today that are not planned yet; how many.

    Days longer ago than it would be too late to ask are left out: those customers have their turn in the next cycle.
    """
    facts = facts_of(programme.workspace.slug)
    today = (now or timezone.now()).astimezone(zone_of(facts)).date()
    days = _unplanned(programme, today, facts)
    places = {place: day for day in days if (place := _place(programme, day, facts)) is not None}
    n = sum(_planned(programme, batch, places, facts) for batch in _customers(programme, facts)) if places else 0
    if days:
        Programme.objects.of(programme.workspace).filter(pk=programme.pk).update(planned_upto=today)
    return n


def _unplanned(programme: Programme, today: date, facts: Workspace) -> list[date]:
    began = (programme.on_since or timezone.now()).astimezone(zone_of(facts)).date()
    after = programme.planned_upto + timedelta(days=1) if programme.planned_upto else began
    first = max(after, began, today - timedelta(days=LATE_DAYS))
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]


def _place(programme: Programme, day: date, facts: Workspace) -> int | None:
    """The place of a day in the cycle; a panel has one cycle, from the day on which the programme was put on."""
    if programme.kind == KINDS.DRIP:
        return day.toordinal() % programme.cycle_days
    began = (programme.on_since or timezone.now()).astimezone(zone_of(facts)).date()
    place = (day - began).days
    return place if 0 <= place < programme.cycle_days else None


def _customers(programme: Programme, facts: Workspace) -> Iterator[list[str]]:
    for batch in panel(facts.store, programme.where, facts.settings.own_dimensions):
        yield batch.column("customer").to_pylist()


def _planned(programme: Programme, customers: list[str], places: Mapping[int, date], facts: Workspace) -> int:
    zone, times, pk = zone_of(facts), programme.send_times, programme.pk
    turns = ((customer, places.get(turn(pk, customer, programme.cycle_days))) for customer in customers)
    wanted = []
    for customer, day in turns:
        if day is not None:
            due_at = times.moment(day, fraction("moment", pk, customer), zone)
            wanted.append(_invitation(programme, customer, day, due_at))
    Invitation.objects.of(programme.workspace).bulk_create(wanted, ignore_conflicts=True, batch_size=500)
    return len(wanted)


def _invitation(programme: Programme, customer: str, day: date, due_at: datetime) -> Invitation:
    cause = "panel" if programme.kind == KINDS.PANEL else f"turn:{day}"
    return Invitation(
        workspace_id=programme.workspace_id, programme=programme, customer=customer, cause=cause, due_at=due_at,
        tried_at=due_at,
    )  # fmt: skip
