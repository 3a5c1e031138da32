"""Difference in differences: what changed where something was done, beside what changed where it was not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ..sentence import sentence
from .columns import Column, numbers, same_length, whole_number
from .effect import Effect, effect, refuse_short
from .estimator import Floats
from .serial import least_squares, precision, spread

BEFORE, AFTER, UNITS = 4, 2, 5
"""Periods it takes before and after the start, and units on each side to judge from how units differ."""
FAR = 4.0
"""Robust standard deviations from which on a period before the start is something else that happened."""
DOUBTFUL = 0.01
"""A test of the paths before the start below this p says that they did not run alike."""
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Paths:
    """How alike both sides ran before the start.

    ``gaps`` are the differences of each period from those usual before the start, with the bounds of
    their intervals (the event study); shape (periods,), NaN where either side misses.
    ``joint_p`` tests that all before the start are
    nought together, ``drift`` is how they changed from period to period. From period to period the joint
    test knows of sampling alone and the interval of the effect of more, so that only a drift says that
    both did not run alike; from unit to unit either does.
    """

    gaps: Floats
    low: Floats
    high: Floats
    joint_p: float
    drift: Effect
    ran_alike: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """``units`` is how many were compared when judged from unit to unit, 0 when from period to period."""

    effect: Effect
    paths: Paths
    units: int


def two_sides(
    treated: Column,
    treated_errors: Column,
    comparison: Column,
    comparison_errors: Column,
    first: int,
    *,
    aside: Marks | None = None,
    confidence: float = 0.95,
) -> Difference:
    r"""Two series side by side, judged from period to period.

    .. math:: d_t = y^1_t - y^0_t = \alpha + \tau\, [t \ge first] + e_t

    by least squares with weights 1 / SE(d_t)². The error of τ is the greatest of Newey and West's, an
    autoregressive one and what sampling alone gives; t with n - 2 degrees of freedom.

    Parameters
        treated, comparison: shape (periods,), missing allowed; with their standard errors (0 where not known).
        first: position of the first period after the start. aside: shape (periods,), periods that count on neither
            side of it.
    Raises
        TooShort, DifferentLengths.
    References
        Angrist and Pischke (2009), Mostly Harmless Econometrics, 5.2. Bertrand, Duflo and Mullainathan (2004),
        Quarterly Journal of Economics 119(1): 249-275.
    """
    first = whole_number(first, "first", 0)
    one, other = numbers(treated, "treated", missing=True), numbers(comparison, "comparison", missing=True)
    spreads = [numbers(each, "errors", missing=True) for each in (treated_errors, comparison_errors)]
    same_length(
        treated=len(one), comparison=len(other), treated_errors=len(spreads[0]), comparison_errors=len(spreads[1])
    )
    gap, error = one - other, np.hypot(*spreads)
    kept = ~np.isnan(gap) & ~np.isnan(error) & ~_marks(aside, len(gap))
    after = np.arange(len(gap)) >= first
    refuse_short(int((kept & ~after).sum()), int((kept & after).sum()), BEFORE, AFTER)
    weights = precision(np.where(kept, error, np.nan)[kept])
    design = np.column_stack([np.ones(kept.sum()), after[kept]])
    found, residuals = least_squares(design, gap[kept], weights)
    known = bool((error[kept] > 0).all())
    off = spread(np.array([0.0, 1.0]), design, residuals, weights, known)
    told = effect(float(found[1]), off, kept.sum() - 2, confidence=confidence)
    return Difference(told, _side_paths(gap, error, kept, after, confidence), 0)


def between_units(
    values: Floats, counts: Floats, treated: Marks, first: int, *, aside: Marks | None = None, confidence: float = 0.95
) -> Difference:
    r"""Many units on each side, judged from unit to unit.

    Each unit is its mean after less its mean before; τ is the mean of those treated less that of the others,
    weighted by what was counted. In a full panel that is the coefficient of two-way fixed effects, and its
    error, from how units of a side differ, is the one clustered by unit; degrees of freedom are Welch's.

    Parameters
        values, counts: shape (units, periods); NaN and 0 where nothing was counted. treated: shape (units,).
    Raises
        TooShort, TooFewUnits.
    References
        Bertrand, Duflo and Mullainathan (2004), as above. Hotelling (1931), Annals of Mathematical Statistics 2(3),
        for the joint test of blocks of periods before the start.
    """
    seen = np.where(np.isnan(values), 0.0, counts) * ~_marks(aside, values.shape[1])
    after = np.arange(values.shape[1]) >= first
    alive = (seen[:, ~after].sum(axis=1) > 0) & (seen[:, after].sum(axis=1) > 0)
    sides = [alive & treated, alive & ~treated]
    if min(side.sum() for side in sides) < UNITS:
        raise TooFewUnits(*(int(side.sum()) for side in sides))
    some = seen.sum(axis=0) > 0
    refuse_short(int((some & ~after).sum()), int((some & after).sum()), BEFORE, AFTER)
    filled = np.nan_to_num(values)
    before = _means(filled[:, ~after], seen[:, ~after])
    changed = _means(filled[:, after], seen[:, after]) - before
    weight = 1 / (
        1 / np.maximum(seen[:, ~after].sum(axis=1), 1e-12) + 1 / np.maximum(seen[:, after].sum(axis=1), 1e-12)
    )
    told = effect(*_contrast(changed, weight, sides), confidence=confidence)
    return Difference(told, _unit_paths(filled - before[:, None], seen, sides, after, confidence), int(alive.sum()))


def happened_before(
    treated: Column, treated_errors: Column, comparison: Column, comparison_errors: Column, first: int
) -> Marks:
    """Periods before the start in which one side alone left its usual way: something else happened there.

    A thing is often begun because of a bad month, and what follows a bad month is better anyway. Such
    periods lie more than four robust standard deviations (never less than the sampling error) from the
    median difference; at most a fifth of the periods, at least one where one lies so far.
    """
    one, other = numbers(treated, "treated", missing=True), numbers(comparison, "comparison", missing=True)
    gap = (one - other)[:first]
    error = np.hypot(*(numbers(each, "errors", missing=True)[:first] for each in (treated_errors, comparison_errors)))
    marks = np.zeros(len(one), np.bool_)
    if np.isfinite(gap).sum() < BEFORE + 1:
        return marks
    off = np.abs(gap - np.nanmedian(gap))
    usual = np.maximum(error, 1.4826 * np.nanmedian(off))
    far = np.nan_to_num(off / np.where(usual > 0, usual, np.nan))
    most = max(int(np.isfinite(gap).sum()) // 5, 1)
    worst = [at for at in np.argsort(-far)[:most] if far[at] > FAR]
    marks[worst] = True
    return marks


class TooFewUnits(ValueError):
    def __init__(self, treated: int, others: int):
        super().__init__(
            sentence(
                "{treated} units where it was done and {others} where it was not are too few to judge from unit to "
                "unit; it takes {least} each",
                treated=treated,
                others=others,
                least=UNITS,
            )
        )


def _marks(aside: Marks | None, periods: int) -> Marks:
    return np.zeros(periods, np.bool_) if aside is None else aside


def _means(values: Floats, weights: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((values * weights).sum(axis=1) / weights.sum(axis=1))


def _contrast(values: Floats, weights: Floats, sides: list[Marks]) -> tuple[float, float, float]:
    """Weighted mean of one side less that of the other, its standard error, and Welch's degrees of freedom."""
    means, variances, degrees = [], [], []
    for side in sides:
        v, w = values[side], weights[side] / weights[side].sum()
        n, mean = len(v), float(w @ v)
        means.append(mean)
        variances.append(float((w**2) @ (v - mean) ** 2) * n / max(n - 1, 1))
        degrees.append(max(n - 1, 1))
    total = sum(variances)
    own = sum(v**2 / d for v, d in zip(variances, degrees, strict=True))
    return means[0] - means[1], float(np.sqrt(total)), total**2 / own if own > 0 else float(sum(degrees))


def _side_paths(gap: Floats, error: Floats, kept: Marks, after: Marks, confidence: float) -> Paths:
    before = kept & ~after
    weights = precision(error[before])
    usual = float(np.average(gap[before], weights=weights))
    around = gap[before] - usual
    is_known = bool((error[before] > 0).all())
    off = np.where(error > 0, error, np.std(around, ddof=1))
    n = int(before.sum())
    joint = float(special.chdtrc(n - 1, (around**2 * weights).sum())) if is_known else np.nan
    design = np.column_stack([np.ones(n), np.flatnonzero(before).astype(np.float64)])
    found, residuals = least_squares(design, gap[before], weights)
    scale = max((weights * residuals**2).sum() / max(n - 2, 1), 1.0 if is_known else 0.0)
    error_of_slope = np.sqrt(scale * np.linalg.inv((design * weights[:, None]).T @ design)[1, 1])
    drift = effect(float(found[1]), float(error_of_slope), n - 2, confidence=confidence)
    reach = effect(0.0, 1.0, 1e6, confidence=confidence).high * off
    return Paths(gap - usual, gap - usual - reach, gap - usual + reach, joint, drift, not drift.p < DOUBTFUL)


def _unit_paths(around: Floats, seen: Floats, sides: list[Marks], after: Marks, confidence: float) -> Paths:
    periods = around.shape[1]
    lines = [effect(*_contrast(around[:, t], seen[:, t] + 1e-12, sides), confidence=confidence) for t in range(periods)]
    gaps, low, high = (np.array([getattr(line, part) for line in lines]) for part in ("value", "low", "high"))
    before = np.flatnonzero(~after & (seen.sum(axis=0) > 0))
    time = before - before.mean()
    slopes = (around[:, before] * seen[:, before] * time).sum(axis=1) / np.maximum(
        (seen[:, before] * time**2).sum(axis=1), 1e-12
    )
    drift = effect(*_contrast(slopes, seen[:, before].sum(axis=1) + 1e-12, sides), confidence=confidence)
    joint = _hotelling(around, seen, sides, before)
    return Paths(gaps, low, high, joint, drift, not min(joint, drift.p) < DOUBTFUL)


def _hotelling(around: Floats, seen: Floats, sides: list[Marks], before: NDArray[np.int64]) -> float:
    """p of the test that units of both sides ran alike over blocks of the periods before the start."""
    n = [int(side.sum()) for side in sides]
    k = min(len(before) - 1, sum(n) // 4)
    blocks = [_means(around[:, block], seen[:, block] + 1e-12) for block in np.array_split(before, k + 1)]
    contrasts = np.column_stack([block - blocks[-1] for block in blocks[:-1]])
    apart = contrasts[sides[0]].mean(axis=0) - contrasts[sides[1]].mean(axis=0)
    pooled = sum(np.atleast_2d(np.cov(contrasts[side].T)) * (len_ - 1) for side, len_ in zip(sides, n, strict=True))
    statistic = n[0] * n[1] / sum(n) * apart @ np.linalg.pinv(pooled / (sum(n) - 2)) @ apart
    degrees = sum(n) - k - 1
    return float(special.fdtrc(k, degrees, max(degrees / (k * (sum(n) - 2)) * statistic, 0.0)))
