"""What something done has changed: one number with its interval, and a verdict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from ..sentence import sentence
from .change import Verdict
from .estimator import Estimate
from .intervals import t_quantile


@dataclass(frozen=True, slots=True)
class Effect:
    """In the unit of what was measured. *no clear change* is the finding that no effect was found."""

    value: float
    low: float
    high: float
    standard_error: float
    p: float
    verdict: Verdict

    def estimate(self, n: int) -> Estimate:
        return Estimate(n, self.value, self.low, self.high, self.standard_error)


class TooShort(ValueError):
    """There are too few periods on one side of the start."""

    def __init__(self, before: int, after: int, least_before: int, least_after: int):
        super().__init__(
            sentence(
                "enough answers lie in {before} of the periods before the start and {after} of those after it, and it "
                "takes {least_before} and {least_after}; wait, look further back, or choose shorter periods",
                before=before,
                after=after,
                least_before=least_before,
                least_after=least_after,
            )
        )


def refuse_short(before: int, after: int, least_before: int, least_after: int) -> None:
    if before < least_before or after < least_after:
        raise TooShort(before, after, least_before, least_after)


def effect(value: float, standard_error: float, degrees: float, *, confidence: float = 0.95) -> Effect:
    """A number and its standard error as an effect, by Student's t with so many degrees of freedom.

    >>> effect(2.0, 0.5, 30).verdict
    <Verdict.HIGHER: 'higher'>
    """
    reach = float(t_quantile(confidence, np.array(degrees, np.float64))) * standard_error
    if np.isnan(reach):
        return Effect(value, np.nan, np.nan, standard_error, np.nan, Verdict.CANNOT_TELL)
    p = float(2 * special.stdtr(degrees, -abs(value) / standard_error)) if standard_error > 0 else float(value == 0)
    low, high = value - reach, value + reach
    if low <= 0 <= high:
        return Effect(value, low, high, standard_error, p, Verdict.NO_CLEAR_CHANGE)
    return Effect(value, low, high, standard_error, p, Verdict.HIGHER if value > 0 else Verdict.LOWER)
