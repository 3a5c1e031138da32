"""Rules that time sets off rather than a row: a silence, a risk, a measure outside its limits. Looked at every hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction
from django.utils import timezone

from auricle.analysis.control import TooFewPoints, individuals
from auricle.query.signals import Kind
from auricle.query.signals.silence import stopped
from auricle.web.measures.public import REFUSALS
from auricle.web.platform.public import Workspace, facts_of
from auricle.web.studies.public import latest_of

from .models import Firing, Reading, Signal
from .watching import write_firings

EVERY = timedelta(hours=1)
WEEKS = 26


def look_at_the_clock(workspace: Workspace, now: datetime | None = None) -> None:
    """Write down what time has set off, when an hour has gone by since the last time."""
    now = now or timezone.now()
    reading, _ = Reading.objects.of(workspace).get_or_create(workspace=workspace)
    if reading.clocked_at and now - reading.clocked_at < EVERY:
        return
    rules = Signal.objects.of(workspace).filter(is_on=True, paused_because="")
    firings = [firing for signal in rules for firing in _found(workspace, signal, now)]
    with transaction.atomic():
        write_firings(workspace, firings)
        Reading.objects.of(workspace).filter(pk=reading.pk).update(clocked_at=now)


def _found(workspace: Workspace, signal: Signal, now: datetime) -> Iterator[Firing]:
    looks = {Kind.SILENCE: _silent, Kind.RISK: _at_risk, Kind.LIMIT: _outside}
    if look := looks.get(signal.rule.kind):
        yield from look(workspace, signal, now)


def _silent(workspace: Workspace, signal: Signal, now: datetime) -> Iterator[Firing]:
    """Who became silent since the rule was put on; it opens no cases for last year."""
    rule, facts = signal.rule, facts_of(workspace.slug)
    today = now.astimezone(ZoneInfo(facts.settings.zone)).date()
    began = (signal.on_since or now).astimezone(ZoneInfo(facts.settings.zone)).date()
    quiet = timedelta(days=rule.days)
    if rule.at_least is None:
        return
    for each in stopped(facts.store, began - quiet, today - quiet, rule.question, rule.at_least):
        said = {"score": each.score, "scale": each.scale, "day": each.last_on.isoformat()}
        yield _firing(signal, f"silence:{each.customer}@{each.last_on}", each.customer, said)


def _at_risk(workspace: Workspace, signal: Signal, now: datetime) -> Iterator[Firing]:
    found = latest_of(workspace, "leaving")
    for each in found.most if found else ():
        if each.chance >= signal.rule.chance_at_least:
            said = {"chance": round(each.chance, 4), "day": found.until.isoformat()}
            yield _firing(signal, f"risk:{each.customer}@{found.until}", each.customer, said)


def _outside(workspace: Workspace, signal: Signal, now: datetime) -> Iterator[Firing]:
    """The last whole week, when it lies outside the limits of those before it or ends a run on one side."""
    facts, measure = facts_of(workspace.slug), signal.rule.measure
    last = _sunday_before(now.astimezone(ZoneInfo(facts.settings.zone)).date())
    try:
        weeks = facts.measure(measure, by="week", from_=last - timedelta(weeks=WEEKS, days=-1), to=last).rows
        values = np.array([np.nan if row.value is None else row.value for row in weeks], np.float64)
        signals = individuals(values).signal
    except (TooFewPoints, *REFUSALS):
        return
    week = weeks[-1].by["week"]
    if signals[-1]:
        yield _firing(signal, f"limit:{measure}@{week}", "", {"value": weeks[-1].value, "week": str(week)})


def _sunday_before(day: date) -> date:
    return day - timedelta(days=day.isoweekday())


def _firing(signal: Signal, fact: str, customer: str, said: dict[str, Any]) -> Firing:
    return Firing(workspace_id=signal.workspace_id, signal=signal, fact=fact[:300], customer=customer, said=said)
