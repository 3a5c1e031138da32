"""How long customers stay, counting rightly those who are still here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from ..sentence import sentence
from .columns import Column, labelled, listed, numbers, same_length
from .estimator import Floats, Integers
from .intervals import normal_quantile
from .refusals import NoResponses


@dataclass(frozen=True, slots=True)
class Curve:
    """The share still here, after each time at which somebody left; arrays of shape (times,).

    It is known ``until`` the longest duration observed. ``at_risk`` were here just before, ``left``
    went then. ``median`` is the time by which half had left, with its interval; NaN (or infinity
    above) where the curve or its bound stays over a half.
    """

    n: int
    until: float
    times: Floats
    at_risk: Integers
    left: Integers
    share: Floats
    low: Floats
    high: Floats
    median: float
    median_low: float
    median_high: float

    def share_at(self, time: float) -> float:
        """The share still here at a time; NaN beyond ``until`` unless everybody had left."""
        if time > self.until and not (self.share.size and self.share[-1] == 0):
            return np.nan
        position = int(np.searchsorted(self.times, time, side="right")) - 1
        return 1.0 if position < 0 else float(self.share[position])


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether groups leave at the same pace: χ² with its degrees of freedom and p; counts by group."""

    groups: tuple[Any, ...]
    chi_squared: float
    degrees: int
    p: float
    observed: Integers
    expected: Floats


def kaplan_meier(durations: Column, left: Column, *, confidence: float = 0.95) -> Curve:
    r"""Share of customers still here by time since they came.

    .. math:: S(t) = \prod_{t_i \le t} (1 - d_i / n_i), \quad V(\ln S) = \sum_{t_i \le t} \frac{d_i}{n_i (n_i - d_i)}

    Intervals are on the log(-log) scale, so that they stay within 0..1; NaN once nobody is left.

    Parameters
        durations: shape (n,), time from coming to leaving or, for those still here, until now; not
            negative. left: shape (n,), 1 for who left, 0 for who is still here.
    Raises
        NoResponses, MissingValue, DifferentLengths.
        NegativeDuration: names the first. NotLeftOrHere: a mark that is neither 0 nor 1.
    References
        Kaplan and Meier (1958), JASA 53: 457-481. Kalbfleisch and Prentice (2002), 1.4.
    Examples
        >>> kaplan_meier([1, 2, 2, 3], [1, 1, 0, 1]).share.tolist()
        [0.75, 0.5, 0.0]
    """
    time, gone = tenures(durations, left)
    times, at_risk, departures = _table(time, gone)
    share = np.cumprod(1 - departures / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(departures / (at_risk * (at_risk - departures)))
        spread = normal_quantile(confidence) * np.sqrt(greenwood) / np.abs(np.log(share))
        low, high = share ** np.exp(spread), share ** np.exp(-spread)
    low, high = (np.where((share > 0) & (share < 1), bound, np.nan) for bound in (low, high))
    return Curve(
        len(time),
        float(time.max()),
        times,
        at_risk,
        departures,
        share,
        low,
        high,
        _half(times, share, np.nan),
        _half(times, low, np.nan),
        _half(times, high, np.inf),
    )


def logrank(durations: Column, left: Column, groups: Column) -> LogRank:
    r"""Test whether groups of customers leave at the same pace.

    .. math:: \chi^2 = (O - E)^T V^- (O - E), \quad
        V_{gh} = \sum_i \frac{n_{gi}}{n_i} \left(\delta_{gh} - \frac{n_{hi}}{n_i}\right) \frac{d_i (n_i - d_i)}{n_i - 1}

    Parameters
        durations, left: as in ``kaplan_meier``. groups: shape (n,), labels; at least two.
    Raises
        MissingLabel: somebody of no group. OneGroup: there is nothing to compare.
        NobodyLeft: nor has anything happened.
        What ``kaplan_meier`` raises.
    References
        Mantel (1966), Cancer Chemotherapy Reports 50: 163-170. Peto and Peto (1972), JRSS A 135.
    """
    time, gone = tenures(durations, left)
    codes, names = labelled(groups, "groups"), listed(groups)
    same_length(durations=len(time), groups=len(codes))
    members = [codes == code for code in range(codes.max() + 1)]
    if len(members) < 2:
        raise OneGroup(names[0])
    if not gone.any():
        raise NobodyLeft(len(time))
    times, at_risk, departures = _table(time, gone)
    here = np.array([_at_risk(time[member], times) for member in members])
    observed = np.array([gone[member].sum() for member in members], np.int64)
    expected = (here * (departures / at_risk)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        hypergeometric = departures * np.where(at_risk > 1, (at_risk - departures) / (at_risk - 1), 0)
    share = here / at_risk
    variance = np.diag((share * hypergeometric).sum(axis=1)) - (share * hypergeometric) @ share.T
    away, degrees = observed - expected, len(members) - 1
    # The rows of the variance sum to 0: any one group follows from the others.
    chi_squared = float(away[1:] @ np.linalg.lstsq(variance[1:, 1:], away[1:], rcond=None)[0])
    order = tuple(names[int(np.argmax(member))] for member in members)
    return LogRank(order, chi_squared, degrees, float(special.chdtrc(degrees, chi_squared)), observed, expected)


class NegativeDuration(ValueError):
    """A customer who left before coming."""

    def __init__(self, duration: float, position: int):
        super().__init__(
            sentence(
                "duration {duration:g} at position {position} is negative; correct the dates",
                duration=duration,
                position=position,
            )
        )


class NotLeftOrHere(ValueError):
    """A mark of leaving that is neither yes nor no."""

    def __init__(self, mark: float, position: int):
        super().__init__(
            sentence(
                "left is {mark:g} at position {position}; use 1 for who left and 0 for who is still here",
                mark=mark,
                position=position,
            )
        )


class OneGroup(ValueError):
    """A comparison of one group."""

    def __init__(self, group: object):
        super().__init__(sentence("there is only the group {group!r}; give at least two to compare", group=group))


class NobodyLeft(ValueError):
    """Nobody left, so no pace of leaving can be compared."""

    def __init__(self, n: int):
        super().__init__(sentence("none of {n} customers left; wait until some have", n=n))


def tenures(durations: Column, left: Column) -> tuple[Floats, Integers]:
    """Durations and marks of leaving as arrays, or the refusals of ``kaplan_meier``."""
    time, mark = numbers(durations, "durations"), left_or_here(left)
    same_length(durations=len(time), left=len(mark))
    if not time.size:
        raise NoResponses("durations")
    for wrong in np.flatnonzero(time < 0)[:1]:
        raise NegativeDuration(float(time[wrong]), int(wrong))
    return time, mark.astype(np.int64)


def left_or_here(left: Column) -> Floats:
    """Marks of leaving, 0 or 1 each."""
    mark = numbers(left, "left")
    for wrong in np.flatnonzero((mark != 0) & (mark != 1))[:1]:
        raise NotLeftOrHere(float(mark[wrong]), int(wrong))
    return mark


def _table(time: Floats, gone: Integers) -> tuple[Floats, Integers, Integers]:
    """Times of leaving, who was here just before each, who left then."""
    times, departures = np.unique(time[gone == 1], return_counts=True)
    return times, _at_risk(time, times), departures.astype(np.int64)


def _at_risk(time: Floats, times: Floats) -> Integers:
    return np.asarray(len(time) - np.searchsorted(np.sort(time), times, side="left"), np.int64)


def _half(times: Floats, share: Floats, never: float) -> float:
    """The first time at which a falling curve is at a half or below; between two times where it is one exactly."""
    below = np.flatnonzero(share <= 0.5 + 1e-12)
    if not below.size:
        return never
    first = int(below[0])
    exactly = abs(share[first] - 0.5) < 1e-12 and first + 1 < len(times)
    return float((times[first] + times[first + 1]) / 2 if exactly else times[first])
