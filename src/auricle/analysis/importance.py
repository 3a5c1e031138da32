"""Every subset of the drivers in one walk: the exact Shapley shares of R²."""

from __future__ import annotations

from math import factorial

import numpy as np
from numba import njit

from .estimator import Floats

_COLLINEAR = 1e-10  # of a variable's variance left by the others: below it adds nothing


def shares_of_r_squared(correlation: Floats) -> Floats:
    r"""How much of R² each driver explains, averaged over all orders in which they may enter (LMG).

    .. math:: LMG_i = \sum_{S \not\ni i} \frac{|S|!\,(p - |S| - 1)!}{p!} (R^2_{S \cup i} - R^2_S)

    The walk over subsets is depth-first elimination: leaving a driver out is free, taking it in
    is one rank-1 update of what is left of the correlation matrix, so each of the 2^p subsets costs
    the same few operations whatever p is.

    Parameters
        correlation: shape (p + 1, p + 1); the target comes last.
    Returns
        shape (p,), at least 0, their sum R². A driver that the others determine shares with them.
    References
        Lindeman, Merenda and Gold (1980). Grömping (2007), The American Statistician 61(2): 139-147.
    """
    p = len(correlation) - 1
    taken = np.array([factorial(s - 1) * factorial(p - s) / factorial(p) if s else 0.0 for s in range(p + 1)])
    left = np.array([factorial(s) * factorial(p - s - 1) / factorial(p) if s < p else 0.0 for s in range(p + 1)])
    return np.asarray(_walk(np.ascontiguousarray(correlation, np.float64), taken, left), np.float64)


@njit(cache=True)
def _walk(correlation, taken, left):  # type: ignore[no-untyped-def]
    """A driver in S is credited R²(S) at ``taken[|S|]``, one outside debited at ``left[|S|]``.

    ``left`` is debited of every driver (``everybody``) and given back to those inside, so that a
    subset touches only the driver taken in last; ``owed`` carries the rest down when one is let go.
    Half of all subsets end with the last driver: for those only R² is worked out.
    """
    p = len(correlation) - 1
    stack = np.empty((p + 1, p + 1, p + 1))
    stack[0] = correlation
    chosen = np.empty(p + 1, np.int64)
    owed = np.zeros(p + 1)
    credit = np.zeros(p)
    everybody = 0.0
    size = 0
    following = 0
    while True:
        if following == p - 1:
            explained = 1.0 - _left_of_target(stack[size], p)
            worth = (taken[size + 1] + left[size + 1]) * explained
            credit[following] += worth
            owed[size] += worth
            everybody += left[size + 1] * explained
            following = p
        elif following < p:
            _take(stack[size], stack[size + 1], following, p)
            size += 1
            chosen[size] = following
            explained = 1.0 - stack[size, p, p]
            owed[size] = (taken[size] + left[size]) * explained
            everybody += left[size] * explained
            following += 1
        elif size == 0:
            return credit - everybody
        else:
            credit[chosen[size]] += owed[size]
            owed[size - 1] += owed[size]
            following = chosen[size] + 1
            size -= 1


@njit(cache=True)
def _take(before, after, pivot, p):  # type: ignore[no-untyped-def]
    """What is left of the later variables once ``pivot`` is known; the lower triangle only."""
    known = before[pivot, pivot]
    for row in range(pivot + 1, p + 1):
        factor = before[row, pivot] / known if known > _COLLINEAR else 0.0
        for column in range(pivot + 1, row + 1):
            after[row, column] = before[row, column] - factor * before[column, pivot]


@njit(cache=True)
def _left_of_target(before, p):  # type: ignore[no-untyped-def]
    known = before[p - 1, p - 1]
    return before[p, p] - (before[p, p - 1] ** 2 / known if known > _COLLINEAR else 0.0)
