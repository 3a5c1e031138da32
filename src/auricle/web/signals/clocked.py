"""Rules that time sets off rather than a row: a silence, a risk, a measure outside its limits. Looked at every hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from auricle.analysis.control import TooFewPoints
from auricle.model.calendar import written
from auricle.query.signals import Kind
from auricle.query.signals.silence import stopped
from auricle.understanding.charting import Charted
from auricle.web.measures.public import REFUSALS
from auricle.web.platform.public import Workspace, facts_of
from auricle.web.studies.public import keep_up, latest_of
from auricle.workspace import Workspace as Facts

from .models import Firing, Reading, Signal
from .watching import write_firings

EVERY = timedelta(hours=1)
RISK_EVERY = timedelta(days=1)
WEEKS = 26


def look_at_the_clock(workspace: Workspace, now: datetime | None = None) -> None:
    """Write down what time has set off, when an hour has gone by since the last time."""
    now = now or timezone.now()
    reading, _ = Reading.objects.of(workspace).get_or_create(workspace=workspace)
    if reading.clocked_at and now - reading.clocked_at < EVERY:
        return
    rules = Signal.objects.of(workspace).filter(is_on=True, paused_because="")
    since = min(reading.clocked_at or now, now)
    firings = [firing for signal in rules for firing in _found(workspace, signal, since, now)]
    with transaction.atomic():
        write_firings(workspace, firings)
        Reading.objects.of(workspace).filter(pk=reading.pk).update(clocked_at=now)


def _found(workspace: Workspace, signal: Signal, since: datetime, now: datetime) -> Iterator[Firing]:
    looks = {Kind.SILENCE: _silent, Kind.RISK: _at_risk, Kind.LIMIT: _outside}
    if look := looks.get(signal.rule.kind):
        yield from look(workspace, signal, since, now)


def _silent(workspace: Workspace, signal: Signal, _since: datetime, now: datetime) -> Iterator[Firing]:
    """Who became silent since the rule was put on; it opens no cases for last year."""
    rule, facts = signal.rule, facts_of(workspace.slug)
    today = now.astimezone(facts.zone).date()
    began = (signal.on_since or now).astimezone(facts.zone).date()
    quiet = timedelta(days=rule.days)
    if rule.at_least is None:
        return
    for each in stopped(facts.store, began - quiet, today - quiet, rule.question, rule.at_least):
        said = {"score": each.score, "scale": each.scale, "day": each.last_on.isoformat()}
        yield _firing(signal, f"silence:{each.customer}@{each.last_on}", each.customer, said)


def _at_risk(workspace: Workspace, signal: Signal, _since: datetime, now: datetime) -> Iterator[Firing]:
    """Who is at risk by a model at most a day behind the facts; once in the days that it looks ahead."""
    keep_up(workspace, "leaving", {"to": None}, RISK_EVERY)
    found = latest_of(workspace, "leaving")
    if found is None:
        return
    before = Firing.objects.of(workspace).filter(
        signal=signal, fired_at__gt=now - timedelta(days=found.horizon_days), customer__gt=""
    )
    known = set(before.values_list("customer", flat=True))
    for each in found.most:
        if each.chance >= signal.rule.chance_at_least and each.customer not in known:
            said = {"chance": round(each.chance, 4), "day": found.until.isoformat()}
            yield _firing(signal, f"risk:{each.customer}@{found.until}", each.customer, said)


def _outside(workspace: Workspace, signal: Signal, since: datetime, now: datetime) -> Iterator[Firing]:
    """The last whole week, and those that ended unseen, when the control chart says that they are not what is usual."""
    facts, measure = facts_of(workspace.slug), signal.rule.measure
    last, seen = (sunday_before(each.astimezone(facts.zone).date()) for each in (now, since))
    ended = range(min((last - seen).days // 7, WEEKS), -1, -1)
    for sunday in (last - timedelta(weeks=weeks) for weeks in ended):
        try:
            week = outside(facts, measure, sunday)
        except (TooFewPoints, *REFUSALS):
            continue
        if week:
            said = {"value": week.value, "week": week.period, "measure": measure}
            yield _firing(signal, f"limit:{measure}@{week.period}", "", said)


def outside(facts: Facts, measure: str, sunday: date) -> Charted | None:
    """The week that ends on a day, when it signals on the chart of itself and the weeks before it.

    Raises
        TooFewPoints: there are fewer than three weeks to tell from. UnknownMeasure and its like.
    """
    chart = facts.control_chart(measure, "week", from_=sunday - timedelta(weeks=WEEKS, days=-1), to=sunday)
    week = chart.points[-1]
    return week if week.rule and week.period == written("week", sunday - timedelta(days=6)) else None


def sunday_before(day: date) -> date:
    return day - timedelta(days=day.isoweekday())


def _firing(signal: Signal, fact: str, customer: str, said: dict[str, Any]) -> Firing:
    return Firing(workspace_id=signal.workspace_id, signal=signal, fact=fact[:300], customer=customer, said=said)
