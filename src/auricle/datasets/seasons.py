"""How much customers order on each day of the year, beside an ordinary day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np

from .columns import Real
from .truth import TRUTH, Season

EPOCH = date(1970, 1, 1)
_WEEKDAY = (0.93, 0.92, 0.94, 0.96, 1.02, 1.14, 1.09)


def day_number(day: date) -> int:
    return (day - EPOCH).days


def day_of(number: int) -> date:
    return EPOCH + timedelta(days=number)


def order_weight(day: date) -> float:
    """The factor of a day: the seasons' times the weekday's."""
    weight = _WEEKDAY[day.weekday()] * _spring_festival(day)
    for season in TRUTH.seasons:
        weight *= _in_season(season, day)
    return weight


@cache
def year_mean(year: int) -> float:
    """The mean factor over a year, so that yearly spend is what the truth says."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return float(np.mean([order_weight(first + timedelta(days=n)) for n in range(days)]))


def order_weights(first_day: int, last_day: int) -> Real:
    """Factors of the days from first to last, averaging to one over a year."""
    days = [day_of(n) for n in range(first_day, last_day + 1)]
    return np.array([order_weight(d) / year_mean(d.year) for d in days])


def _in_season(season: Season, day: date) -> float:
    first, last = date(day.year, *season.first), date(day.year, *season.last)
    if not first <= day <= last:
        return 1.0
    if day == last:
        return season.peak_factor
    progress = (day - first) / (last - first)
    return season.build_up_factor * (1 + progress)


def _spring_festival(day: date) -> float:
    festival = TRUTH.spring_festival
    known = {d.year: d for d in festival.new_years}
    until = (known.get(day.year, date(day.year, *festival.usual_day)) - day).days
    if 0 < until <= festival.days_before:
        return festival.factor_before
    return festival.factor_of_rest if -festival.days_of_rest < until <= 0 else 1.0
