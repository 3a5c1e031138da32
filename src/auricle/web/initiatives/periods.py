"""The periods of a review, and what a measure was in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from auricle.model import calendar
from auricle.query.comparison import compare
from auricle.query.result import Row

from .models import Cadence


@dataclass(frozen=True, slots=True)
class Period:
    """A week, month or quarter that is over."""

    name: str
    first: date
    last: date


def periods_until(grain: str, until: date, count: int) -> tuple[Period, ...]:
    """The last periods that are whole on the day ``until``, the latest first."""
    found, ends = [], calendar.first_day(grain, until + timedelta(days=1)) - timedelta(days=1)
    for _ in range(count):
        first = calendar.first_day(grain, ends)
        found.append(Period(calendar.written(grain, first), first, ends))
        ends = first - timedelta(days=1)
    return tuple(found)


def due_periods(cadence: Cadence, until: date, count: int = 8) -> tuple[Period, ...]:
    """Periods a measure ought to have a review of, the latest first: those that ended since it is looked at."""
    return tuple(each for each in periods_until(cadence.every, until, count) if each.last >= cadence.since)


def seen_of(state: Any, measure: str, period: Period) -> dict[str, Any]:
    """The measure in the period and its change from the one before, as plain numbers to be kept."""
    before_last = period.first - timedelta(days=1)
    workspace = state.workspace
    grain = calendar.grain_of(period.name)
    now = workspace.measure(measure, from_=period.first, to=period.last)
    before = workspace.measure(measure, from_=calendar.first_day(grain, before_last), to=before_last)
    change = compare(before, now).rows[0]
    row: Row = now.total
    return {
        "unit": now.unit, "currency": now.currency, "n": row.n, "value": row.value, "low": row.low, "high": row.high,
        "change": change.change, "change_low": change.low, "change_high": change.high, "verdict": change.verdict,
        "better": change.better,
    }  # fmt: skip
