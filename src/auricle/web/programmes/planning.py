"""Whose turn it is: an even share of a panel each day, or whose date it is; the same whenever it is worked out.

A day is planned from the rows as they stream by; those whose turn it is are written down under a unique key, and then
the day as planned. A kill between the two plans the day again and writes nothing twice.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from auricle.query.panel import dated, day_of, panel
from auricle.web.platform.public import facts_of
from auricle.workspace import Workspace

from .chance import fraction, turn
from .models import LATE_DAYS, Invitation, Programme

KINDS = Programme.Kind


def plan(programme: Programme, now: datetime | None = None) -> int:
    """Write down whom the programme means to ask on the days up to today that are not planned yet; how many.

    Days longer ago than it would be too late to ask are left out: those customers have their turn in the next cycle.
    """
    facts = facts_of(programme.workspace.slug)
    today = (now or timezone.now()).astimezone(facts.zone).date()
    days = _unplanned(programme, today, facts)
    if not days:
        return 0
    wanted = _dates(programme, today, facts) if programme.kind == KINDS.DATE else _turns(programme, days, facts)
    n = sum(_written(programme, each) for each in wanted)
    Programme.objects.of(programme.workspace).filter(pk=programme.pk).update(planned_upto=today)
    return n


def _written(programme: Programme, wanted: Sequence[Invitation]) -> int:
    Invitation.objects.of(programme.workspace).bulk_create(wanted, ignore_conflicts=True, batch_size=500)
    return len(wanted)


def _unplanned(programme: Programme, today: date, facts: Workspace) -> list[date]:
    after = programme.planned_upto + timedelta(days=1) if programme.planned_upto else _began(programme, facts)
    return _days(programme, after, today, facts)


def _days(programme: Programme, since: date, today: date, facts: Workspace) -> list[date]:
    first = max(since, _began(programme, facts), today - timedelta(days=LATE_DAYS))
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]


def _began(programme: Programme, facts: Workspace) -> date:
    return (programme.on_since or timezone.now()).astimezone(facts.zone).date()


def _dates(programme: Programme, today: date, facts: Workspace) -> Iterator[list[Invitation]]:
    """Days that were planned are looked at again while it is not too late: a contract may be told after its day."""
    return on_days(programme, _days(programme, date.min, today, facts), facts)


def on_days(programme: Programme, days: Sequence[date], facts: Workspace) -> Iterator[list[Invitation]]:
    """Whom a programme of dates means to ask on some days, a batch at a time; nothing is written."""
    zone, yearly = facts.zone, programme.is_yearly
    on = {day - timedelta(days=programme.offset_days): day for day in days}
    on_year_day = {(date_on.month, date_on.day): date_on for date_on in on}
    own = facts.settings.own_dimensions
    for batch in dated(
        facts.store, programme.entity, programme.moment, on.keys(), programme.where, own, is_yearly=yearly
    ):
        rows = zip(*(batch.column(name).to_pylist() for name in ("key", "customer", "moment")), strict=True)
        found = []
        for key, customer, moment in rows:
            said = day_of(moment, zone)
            meant = _this_year(said, on_year_day) if said and yearly else said
            if said and meant in on and (not yearly or said < meant):
                cause = f"{programme.entity}:{key}:{programme.moment}:{meant}"
                found.append(_dated(programme, customer, cause, on[meant], facts))
        yield found


def _this_year(day: date, known: Mapping[tuple[int, int], date]) -> date | None:
    """The same day of the year among those known; 29 February is the 28th in years without one."""
    last = known.get((2, 28))
    if (day.month, day.day) == (2, 29) and last and not isleap(last.year):
        return last
    return known.get((day.month, day.day))


def _dated(programme: Programme, customer: str, cause: str, day: date, facts: Workspace) -> Invitation:
    due_at = programme.send_times.moment(day, fraction("moment", programme.pk or 0, customer), facts.zone)
    return _invitation(programme, customer, cause, due_at)


def _turns(programme: Programme, days: Sequence[date], facts: Workspace) -> Iterator[list[Invitation]]:
    places = {place: day for day in days if (place := _place(programme, day, facts)) is not None}
    for customers in _customers(programme, facts) if places else ():
        yield _planned(programme, customers, places, facts)


def _place(programme: Programme, day: date, facts: Workspace) -> int | None:
    """The place of a day in the cycle; a panel has one cycle, from the day on which the programme was put on."""
    if programme.kind == KINDS.DRIP:
        return day.toordinal() % programme.cycle_days
    place = (day - _began(programme, facts)).days
    return place if 0 <= place < programme.cycle_days else None


def _customers(programme: Programme, facts: Workspace) -> Iterator[list[str]]:
    for batch in panel(facts.store, programme.where, facts.settings.own_dimensions):
        yield batch.column("customer").to_pylist()


def _planned(
    programme: Programme, customers: list[str], places: Mapping[int, date], facts: Workspace
) -> list[Invitation]:
    zone, times, pk = facts.zone, programme.send_times, programme.pk
    turns = ((customer, places.get(turn(pk, customer, programme.cycle_days))) for customer in customers)
    wanted = []
    for customer, day in turns:
        if day is not None:
            on = times.day_of_turn(day, fraction("weekday", pk, customer))
            due_at = times.moment(on, fraction("moment", pk, customer), zone)
            cause = "panel" if programme.kind == KINDS.PANEL else f"turn:{day}"
            wanted.append(_invitation(programme, customer, cause, due_at))
    return wanted


def _invitation(programme: Programme, customer: str, cause: str, due_at: datetime) -> Invitation:
    return Invitation(
        workspace_id=programme.workspace_id, programme=programme, customer=customer, cause=cause[:300], due_at=due_at,
        tried_at=due_at,
    )  # fmt: skip
