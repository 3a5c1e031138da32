"""Whether two results differ by more than noise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import special

from ..sentence import sentence
from .estimator import Estimate, Estimates, Floats
from .intervals import normal_quantile


class Verdict(StrEnum):
    """What a change may be called. Whether higher is better is the measure's to say."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no clear change"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Changes:
    """One change per group; arrays of shape (groups,), ``difference`` is after minus before."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    verdict: tuple[Verdict, ...]

    def __len__(self) -> int:
        return len(self.difference)

    def __getitem__(self, group: int) -> Change:
        low, high, p = float(self.low[group]), float(self.high[group]), float(self.p[group])
        return Change(float(self.difference[group]), low, high, p, self.verdict[group])


@dataclass(frozen=True, slots=True)
class Change:
    """After minus before, in their unit."""

    difference: float
    low: float
    high: float
    p: float
    verdict: Verdict


def changes(before: Estimates, after: Estimates, *, confidence: float = 0.95) -> Changes:
    r"""Differences of two independent results, group by group, from their two intervals (MOVER).

    .. math:: L = d - \sqrt{(a - l_a)^2 + (u_b - b)^2}, \quad U = d + \sqrt{(u_a - a)^2 + (b - l_b)^2}

    for d = a - b. Unlike a difference of standard errors it keeps the lopsidedness of Wilson and
    log-normal intervals; for two Wilson intervals it is Newcombe's method 10. p is the confidence at
    which the bound nearer to 0 would touch it, so that p < 1 - confidence exactly where the interval
    leaves 0 out. Where either result has no interval, or neither has any width, it cannot tell.

    Parameters
        before, after: of the same groups, of different rows, both at ``confidence``.
    Raises
        DifferentGroups: the two have not the same number of groups.
    References
        Zou and Donner (2008), Statistics in Medicine 27: 1693-1702. Newcombe (1998), the same 17:
        873-890. Altman and Bland (2011), BMJ 343: d2304, p from an interval.
    """
    if len(before) != len(after):
        raise DifferentGroups(len(before), len(after))
    difference = after.value - before.value
    below = np.hypot(after.value - after.low, before.high - before.value)
    above = np.hypot(after.high - after.value, before.value - before.low)
    p = _p(difference, np.where(difference > 0, below, above), confidence)
    low, high = difference - below, difference + above
    verdicts = (_verdict(*bounds) for bounds in zip(low, high, p, strict=True))
    return Changes(difference, low, high, p, tuple(verdicts))


def change(before: Estimate, after: Estimate, *, confidence: float = 0.95) -> Change:
    """As ``changes``, of two single results.

    >>> change(Estimate(50, 0.2, 0.11, 0.33, 0.06), Estimate(50, 0.7, 0.56, 0.81, 0.06)).verdict
    <Verdict.HIGHER: 'higher'>
    """
    return changes(_alone(before), _alone(after), confidence=confidence)[0]


class DifferentGroups(ValueError):
    """Two results were compared that do not have the same groups."""

    def __init__(self, before: int, after: int):
        super().__init__(
            sentence(
                "{before} groups before and {after} after; match the groups first, then compare",
                before=before,
                after=after,
            )
        )


def _p(difference: Floats, half: Floats, confidence: float) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(half > 0, normal_quantile(confidence) * np.abs(difference) / half, np.nan)
    return np.asarray(2 * special.ndtr(-z))


def _verdict(low: float, high: float, p: float) -> Verdict:
    if np.isnan(low) or np.isnan(high) or np.isnan(p):
        return Verdict.CANNOT_TELL
    if low > 0:
        return Verdict.HIGHER
    return Verdict.LOWER if high < 0 else Verdict.NO_CLEAR_CHANGE


def _alone(one: Estimate) -> Estimates:
    value, low, high, spread = (np.array([part]) for part in (one.value, one.low, one.high, one.standard_error))
    return Estimates(np.array([one.n]), value, low, high, spread)
