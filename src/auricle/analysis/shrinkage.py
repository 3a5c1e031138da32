"""Estimates of many small groups, drawn towards their common centre by as much as they are noisy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from ..sentence import sentence
from .columns import Column, numbers, same_length, whole_number
from .estimator import Floats


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Arrays of shape (groups,).

    ``value`` is what to expect of the group, ``standard_error`` its uncertainty, ``trust`` the share
    its own estimate has in it (the rest is ``centre``'s). ``spread`` is the standard deviation of
    the groups' true values around the centre; 0 means they differ by no more than noise.
    """

    value: Floats
    standard_error: Floats
    trust: Floats
    centre: float
    spread: float


def shrink(values: Column, standard_errors: Column) -> Shrunk:
    r"""Normal-normal empirical Bayes for estimates of any kind, each with its own standard error.

    .. math:: \hat\theta_i = t_i y_i + (1 - t_i) \mu, \quad t_i = \tau^2 / (\tau^2 + s_i^2)

    The spread solves Paule and Mandel's :math:`\sum (y_i - \mu)^2 / (s_i^2 + \tau^2) = k - 1`, with
    the centre weighted by 1 / (s² + τ²); the standard error adds the centre's own uncertainty to the
    group's (Morris 1983, without his correction for estimating the spread).

    Parameters
        values, standard_errors: shape (k,), k at least 3, nothing missing, errors positive.
    Raises
        TooFewGroups, NoStandardError.
    References
        Morris (1983), JASA 78: 47-55. Paule and Mandel (1982), J. Res. NBS 87: 377-385.
    Examples
        >>> shrink([10, 20, 60], [5, 5, 5]).value.round(1).tolist()
        [10.7, 20.4, 58.9]
    """
    y, s = numbers(values, "values"), numbers(standard_errors, "standard_errors")
    same_length(values=len(y), standard_errors=len(s))
    if len(y) < 3:
        raise TooFewGroups(len(y), 3)
    _refuse_certainty(s)
    variance = _paule_mandel(y, s**2)
    trust = variance / (variance + s**2)
    precision = 1 / (variance + s**2)
    centre = float(np.average(y, weights=precision))
    error = np.sqrt(trust * s**2 + (1 - trust) ** 2 / precision.sum())
    return Shrunk(trust * y + (1 - trust) * centre, error, trust, centre, float(np.sqrt(variance)))


def shrink_shares(successes: Column, trials: int) -> Floats:
    r"""Shares of groups that all had the same number of trials: James-Stein on arcsines.

    .. math:: x = \sqrt n \arcsin(2 p - 1), \quad
        \hat x_i = \bar x + (1 - (k - 3) / \sum (x_i - \bar x)^2)_+ (x_i - \bar x)

    The arcsine makes the noise 1 in every group, so no group's own share sets how far it is drawn.
    This is Efron and Morris's estimator for batters; for groups of different sizes use ``shrink``.

    Parameters
        successes: shape (k,), k at least 4, each 0..trials. trials: in every group.
    Returns
        shape (k,), shares 0..1.
    Raises
        TooFewGroups: k is below 4. NotAWholeNumber: no trials.
        ImpossibleCount: a success more than trials, or fewer than none.
    References
        Efron and Morris (1975), JASA 70: 311-319.
    """
    counts, trials = numbers(successes, "successes"), whole_number(trials, "trials", 1)
    if len(counts) < 4:
        raise TooFewGroups(len(counts), 4)
    wrong = np.flatnonzero((counts < 0) | (counts > trials))
    if wrong.size:
        position = int(wrong[0])
        raise ImpossibleCount(float(counts[position]), position, trials)
    x = np.sqrt(trials) * np.arcsin(2 * counts / trials - 1)
    away = x - x.mean()
    squares = float(away @ away)
    kept = max(0.0, 1 - (len(x) - 3) / squares) if squares else 0.0
    return np.asarray((np.sin((x.mean() + kept * away) / np.sqrt(trials)) + 1) / 2, np.float64)


class TooFewGroups(ValueError):
    """Too few groups to learn from how they differ."""

    def __init__(self, groups: int, needed: int):
        super().__init__(
            sentence(
                "{groups} groups are too few to tell noise from difference, {needed} are needed; show them as is",
                groups=groups,
                needed=needed,
            )
        )


class NoStandardError(ValueError):
    """A group whose estimate claims to be certain."""

    def __init__(self, value: float, position: int):
        super().__init__(
            sentence(
                "standard error {value:g} at position {position} is not positive; leave that group out",
                value=value,
                position=position,
            )
        )


class ImpossibleCount(ValueError):
    """A number of successes that so many trials cannot have."""

    def __init__(self, count: float, position: int, trials: int):
        super().__init__(
            sentence(
                "{count:g} successes at position {position} in {trials} trials cannot be; correct the counts",
                count=count,
                position=position,
                trials=trials,
            )
        )


def _refuse_certainty(standard_errors: Floats) -> None:
    wrong = np.flatnonzero(standard_errors <= 0)
    if wrong.size:
        raise NoStandardError(float(standard_errors[wrong[0]]), int(wrong[0]))


def _paule_mandel(y: Floats, noise: Floats) -> float:
    def excess(variance: float) -> float:
        precision = 1 / (noise + variance)
        centre = np.average(y, weights=precision)
        return float(precision @ (y - centre) ** 2 - (len(y) - 1))

    if excess(0.0) <= 0:
        return 0.0
    most = float((y - y.mean()) @ (y - y.mean()))  # at this variance every term is below its share of k - 1
    return float(optimize.brentq(excess, 0.0, most, xtol=1e-14 * most))
