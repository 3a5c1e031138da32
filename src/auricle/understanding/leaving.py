"""Who is about to leave, why, and how far to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ..analysis.estimator import Floats
from ..analysis.hazard import ConstantAmongCustomers, Effect, Hazards, hazards
from ..analysis.risk import Judged, RiskModel, calibrated, fit_risk, judge
from ..query.window import countable
from ..sentence import sentence
from ..store.store import Store
from .signs import COLUMNS, Known, first_days, known_on, last_sign, silent_after

HORIZON_DAYS = 180
CUTS, LEAST_CUTS = 4, 3
SHOWN = 500
REASONS = 3
FEWEST = 50


class TooShortAHistory(ValueError):
    def __init__(self, days: int, needed: int):
        super().__init__(
            sentence(
                "customers have been watched for {days} days by then; to learn who leaves, to calibrate and to check "
                "it honestly takes {needed}; choose a later day or a shorter horizon, or wait",
                days=days,
                needed=needed,
            )
        )


class TooFewActive(ValueError):
    def __init__(self, found: int, day: date):
        super().__init__(
            sentence("only {found} customers were active by {day}; too few to learn who leaves", found=found, day=day)
        )


class NotWatchedLongEnough(ValueError):
    def __init__(self, days: int, day: date, quiet: int):
        super().__init__(
            sentence(
                "customers have been watched for {days} days after {day}; whether somebody has been silent for {quiet} "
                "days is only seen after more than that; choose an earlier day or fewer days of silence",
                days=days,
                day=day,
                quiet=quiet,
            )
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """What a column adds to the log-odds of one customer, against the average one; ``value`` as known, or None."""

    name: str
    push: float
    value: float | None


@dataclass(frozen=True, slots=True)
class AtRisk:
    customer: str
    segment: str | None
    chance: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class SegmentRisk:
    segment: str | None
    n: int
    chance: float


@dataclass(frozen=True, slots=True)
class Leaving:
    """Chances of no sign of life in the ``horizon_days`` after ``until``.

    Learnt at ``trained_on``, calibrated at ``calibrated_on``, judged at ``judged_on``: each of them
    knew nothing of what came after, and the last was seen by neither of the first two.
    """

    until: date
    horizon_days: int
    trained_on: tuple[date, ...]
    calibrated_on: date
    judged_on: date
    n: int
    expected: float
    model: RiskModel
    judged: Judged
    segments: tuple[SegmentRisk, ...]
    most: tuple[AtRisk, ...]
    version: int


def leaving(store: Store, until: date, horizon: int, floor: int) -> Leaving:
    """Learn from the past who fell silent, check it on a later past, and look ahead from ``until``.

    Days on which few were active yet, such as a young company's first, teach nothing and are left out.

    Raises
        TooShortAHistory, TooFewActive, OneFate, NothingDiffers, TellsTheAnswer.
    """
    version, first = store.version(), min(first_days(store).values(), default=until)
    cuts = [until - timedelta(days=countable(horizon) * back) for back in range(1, CUTS + 2)]
    usable = [cut for cut in cuts if (cut - first).days >= horizon]
    if len(usable) < LEAST_CUTS:
        raise TooShortAHistory(max((until - first).days + 1, 0), (LEAST_CUTS + 1) * horizon)
    past: list[tuple[Known, Floats]] = []
    for cut in usable:
        known = known_on(store, cut, horizon)
        if len(known.customers) < FEWEST:
            break
        past.append((known, silent_after(store, known, horizon)))
    if len(past) < LEAST_CUTS:
        raise TooFewActive(len(known.customers), cut)
    model = fit_risk(*_together(past[2:]))
    model = calibrated(model, past[1][0].columns, past[1][1])
    judged = judge(model.chance(past[0][0].columns), past[0][1])
    now = known_on(store, until, horizon)
    if len(now.customers) < FEWEST:
        raise TooFewActive(len(now.customers), until)
    chance = model.chance(now.columns)
    judged_on, calibrated_on, *trained_on = (known.day for known, _ in past)
    return Leaving(
        until, horizon, tuple(sorted(trained_on)), calibrated_on, judged_on, len(chance), float(chance.sum()), model,
        judged, _segments(now, chance, floor), _most(now, chance, model), version,
    )  # fmt: skip


def risk_of(customer: str, found: Leaving, store: Store) -> AtRisk | None:
    """One customer by what was learnt before; None when they were not active by its day."""
    now = known_on(store, found.until, found.horizon_days, customer=customer)
    return at_risk(now, found.model, 0, float(found.model.chance(now.columns)[0])) if len(now.customers) else None


def at_risk(now: Known, model: RiskModel, place: int, chance: float) -> AtRisk:
    one = {name: column[place : place + 1] for name, column in now.columns.items()}
    pushes = model.reasons(one)[0]
    reasons = [
        Reason(model.factors[i].name, float(pushes[i]), _told(one[model.factors[i].name][0]))
        for i in np.argsort(-pushes)[:REASONS]
        if pushes[i] > 0.05
    ]
    return AtRisk(now.customers[place].as_py(), now.segments[place], chance, tuple(reasons))


def pace(store: Store, since: date, until: date, quiet: int) -> Hazards:
    """What goes with falling silent sooner after a day: Cox regression on what was known on it.

    Whoever gave a sign in the last ``quiet`` days counts as still here.

    Raises
        NotWatchedLongEnough, TooFewActive, NobodyLeft, Separated, Collinear.
    """
    span = (until - since).days
    if span <= countable(quiet):
        raise NotWatchedLongEnough(max(span, 0), since, quiet)
    known = known_on(store, since, quiet)
    if len(known.customers) < FEWEST:
        raise TooFewActive(len(known.customers), since)
    lasted = last_sign(store, known, until)
    gone = lasted < span - quiet
    columns = {name: _filled(known.columns[name]) for name in COLUMNS if _differs(known.columns[name])}
    if not columns:
        raise ConstantAmongCustomers("score", 0.0)
    return hazards(np.maximum(np.where(gone, lasted, span), 0.5), gone.astype(np.float64), columns)


def effect_of(found: Hazards, name: str) -> Effect | None:
    return next((effect for effect in found.effects if effect.name == name), None)


def _together(past: list[tuple[Known, Floats]]) -> tuple[dict[str, Floats], Floats]:
    columns = {name: np.concatenate([known.columns[name] for known, _ in past]) for name in COLUMNS}
    return columns, np.concatenate([label for _, label in past])


def _segments(now: Known, chance: Floats, floor: int) -> tuple[SegmentRisk, ...]:
    labels = np.array([segment or "" for segment in now.segments])
    found = []
    for label in np.unique(labels):
        mine = chance[labels == label]
        if len(mine) >= floor:
            found.append(SegmentRisk(str(label) or None, len(mine), float(mine.mean())))
    return tuple(sorted(found, key=lambda segment: -segment.chance))


def _most(now: Known, chance: Floats, model: RiskModel) -> tuple[AtRisk, ...]:
    order = np.argsort(-chance, kind="stable")[:SHOWN]
    return tuple(at_risk(now, model, int(place), float(chance[place])) for place in order)


def _differs(column: Floats) -> bool:
    return bool(np.ptp(_filled(column)) > 0)


def _filled(column: Floats) -> Floats:
    """Missing values as the average of the known ones: they say nothing for or against."""
    known = column[~np.isnan(column)]
    return np.where(np.isnan(column), known.mean() if known.size else 0.0, column)


def _told(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
