"""When a case is due: what the workspace promised, in the working time of the unit it belongs to."""

from __future__ import annotations

from datetime import datetime

from auricle.web.platform.public import facts_of

from .clock import WorkingTime, week_of
from .models import Closure, Desk, Hours
from .models.desk import working_week


def working_time(workspace: object, unit: str) -> WorkingTime:
    """The hours of a unit, else those of the workspace, else the usual ones; its own closures and everybody's."""
    rows = {row.unit: row for row in Hours.objects.of(workspace).filter(unit__in=("", unit))}
    hours = rows.get(unit) or rows.get("")
    zone = (hours.zone if hours else "") or facts_of(workspace.slug).settings.zone  # type: ignore[attr-defined]
    days = list(Closure.objects.of(workspace).filter(unit__in=("", unit)))
    return WorkingTime(
        zone,
        week_of(hours.week if hours else working_week()),
        frozenset(row.day for row in days if not row.is_open),
        frozenset(row.day for row in days if row.is_open),
    )


def due(desk: Desk, unit: str, severity: int, since: datetime) -> tuple[datetime, datetime]:
    """Until when the customer hears from us, and until when it is solved."""
    time = working_time(desk.workspace, unit)
    answer, solve = desk.hours(severity)
    return time.after(since, answer), time.after(since, solve)
