"""Interrupted time series: one series, its own past, and a break where something was done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .columns import Column, numbers, same_length, whole_number
from .effect import Effect, effect, refuse_short
from .estimator import Floats
from .serial import least_squares, precision, spread

BEFORE, AFTER, AFTER_FOR_A_SLOPE = 6, 2, 4


@dataclass(frozen=True, slots=True)
class Interrupted:
    """``effect`` is the mean, over the periods after, of what was seen less what the past foretold.

    ``level`` is the jump at the start, ``slope`` by how much each period changes more than before (None
    with too few periods after). ``foretold`` and ``fitted`` have shape (periods,); ``seasons`` is how
    many positions of the year were told apart, 0 when the past is shorter than two years.
    """

    effect: Effect
    level: Effect
    slope: Effect | None
    foretold: Floats
    fitted: Floats
    seasons: int


def interrupted_series(
    values: Column,
    first: int,
    *,
    errors: Column | None = None,
    season: int = 0,
    aside: Column | None = None,
    confidence: float = 0.95,
) -> Interrupted:
    r"""A straight line before, a jump and another slope after, whose errors depend on those before them.

    .. math:: y_t = \beta_0 + \beta_1 t + \beta_2 [t \ge first] + \beta_3 (t - first) [t \ge first] + s_t + e_t

    Errors are the greatest of Newey and West's, autoregressive ones and what sampling alone gives. Positions
    of the year (``season`` of them) are told apart where the periods before hold each of them twice.

    Parameters
        values: shape (periods,), missing allowed. errors: their standard errors; periods count by 1 / SE².
        aside: periods that do not count.
    Raises
        TooShort, DifferentLengths.
    References
        Bernal, Cummins and Gasparrini (2017), International Journal of Epidemiology 46(1): 348-355.
        Linden (2015), Stata Journal 15(2): 480-500.
    """
    first = whole_number(first, "first", 0)
    series = numbers(values, "values", missing=True)
    error = np.zeros_like(series) if errors is None else numbers(errors, "errors", missing=True)
    same_length(values=len(series), errors=len(error))
    kept = ~np.isnan(series) & ~np.isnan(error)
    if aside is not None:
        kept &= ~np.asarray(aside, np.bool_)
    time = np.arange(len(series), dtype=np.float64)
    after = time >= first
    refuse_short(int((kept & ~after).sum()), int((kept & after).sum()), BEFORE, AFTER)
    seasons = season if season > 1 and (kept & ~after).sum() >= 2 * season else 0
    has_slope = int((kept & after).sum()) >= AFTER_FOR_A_SLOPE
    design = _design(time, first, has_slope, seasons)
    weights, known = precision(error[kept]), bool((error[kept] > 0).all())
    found, residuals = least_squares(design[kept], series[kept], weights)
    degrees = int(kept.sum()) - design.shape[1]

    def told(contrast: Floats) -> Effect:
        off = spread(contrast, design[kept], residuals, weights, known)
        return effect(float(contrast @ found), off, degrees, confidence=confidence)

    broken = np.zeros_like(design)
    broken[after, 2 : 4 if has_slope else 3] = design[after, 2 : 4 if has_slope else 3]
    one = np.eye(design.shape[1])
    return Interrupted(
        told(np.average(broken[kept & after], axis=0, weights=precision(error[kept & after]))),
        told(one[2]),
        told(one[3]) if has_slope else None,
        (design - broken) @ found,
        design @ found,
        seasons,
    )


def _design(time: Floats, first: int, has_slope: bool, seasons: int) -> Floats:
    after = (time >= first).astype(np.float64)
    parts = [np.ones(len(time)), time, after]
    if has_slope:
        parts.append((time - first) * after)
    parts += [(time % seasons == position).astype(np.float64) for position in range(1, seasons)]
    return np.column_stack(parts)
