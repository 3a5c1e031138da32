"""Who will buy again, by the Pareto/NBD model: the check on BG/NBD, since here customers may stop at any time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import special

from .columns import Column
from .estimator import Floats
from .likelihood import most_likely
from .purchases import NobodyReturned, refused_histories, time_ahead

_MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class ParetoModel:
    """Customers buy at a gamma(r, α) rate and stop at a gamma(s, β) one; columns as ``Histories`` has them."""

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float
    n: int

    def chance_active(self, repeats: Column, last: Column, observed: Column) -> Floats:
        """Probability that each customer is still one."""
        x, t, until = refused_histories(repeats, last, observed)
        return np.asarray(1 / (1 + self._odds_of_having_stopped(x, t, until)), np.float64)

    def expected(self, repeats: Column, last: Column, observed: Column, ahead: float) -> Floats:
        """Purchases to expect of each customer in the next ``ahead``."""
        ahead = time_ahead(ahead)
        x, t, until = refused_histories(repeats, last, observed)
        s = self.s if abs(self.s - 1) > 1e-7 else 1 + 1e-6  # a removable pole
        rate = (self.r + x) * (self.beta + until) / ((self.alpha + until) * (s - 1))
        lasting = 1 - ((self.beta + until) / (self.beta + until + ahead)) ** (s - 1)
        return np.asarray(rate * lasting / (1 + self._odds_of_having_stopped(x, t, until)), np.float64)

    def _odds_of_having_stopped(self, x: Floats, t: Floats, until: Floats) -> Floats:
        r, alpha, s, beta = self.r, self.alpha, self.s, self.beta
        stopped = _log_stopped(x, t, until, r, alpha, s, beta)
        with np.errstate(over="ignore"):  # certain to have stopped
            return np.exp(stopped + (r + x) * np.log(alpha + until) + s * np.log(beta + until))


def fit_pareto(repeats: Column, last: Column, observed: Column) -> ParetoModel:
    r"""The Pareto/NBD model that makes these histories most likely.

    .. math:: L = \frac{\Gamma(r + x) \alpha^r \beta^s}{\Gamma(r)} \left[
        \frac{1}{(\alpha + T)^{r + x} (\beta + T)^s} + \frac{s}{r + s + x} A_0 \right]

    Parameters
        repeats, last, observed: as for ``fit_purchases``.
    Raises
        What ``fit_purchases`` raises.
    References
        Schmittlein, Morrison and Colombo (1987), Management Science 33(1): 1-24. A₀ as in Fader and
        Hardie (2005), A note on deriving the Pareto/NBD model.
    """
    x, t, until = refused_histories(repeats, last, observed)
    if not x.any():
        raise NobodyReturned(len(x))
    rows, counts = np.unique(np.column_stack([x, t, until]), axis=0, return_counts=True)
    x, t, until = rows.T

    def log_likelihood(r: float, alpha: float, s: float, beta: float) -> float:
        here = -(r + x) * np.log(alpha + until) - s * np.log(beta + until)
        told = np.logaddexp(here, _log_stopped(x, t, until, r, alpha, s, beta))
        constant = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        return float(counts @ (constant + told))

    unit = float(until.mean())
    (r, alpha, s, beta), best = most_likely(log_likelihood, (1.0, unit, 1.0, unit), int(counts.sum()))
    return ParetoModel(r, alpha, s, beta, best, int(counts.sum()))


def _log_stopped(x: Floats, t: Floats, until: Floats, r: float, alpha: float, s: float, beta: float) -> Floats:
    """The logarithm of s / (r + s + x) · A₀."""
    whole, wide, narrow = r + s + x, max(alpha, beta), abs(alpha - beta)
    more = s + 1 if alpha >= beta else r + x

    def part(time: Floats) -> Floats:
        # By Euler's transformation: the series itself, of such parameters, is soon beyond any double.
        end = wide + time
        series = _series(whole + 1 - more, whole + 1, narrow / end)
        return np.asarray(np.log(series) - (more - 1) * np.log((end - narrow) / end) - whole * np.log(end), np.float64)

    early, late = part(t), part(until)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(s / whole) + early + np.log1p(-np.exp(np.minimum(late - early, 0))), np.float64)


@njit(cache=True)
def _series(b, c, z):  # type: ignore[no-untyped-def]
    """Gauss's hypergeometric F(1, b; c; z) by his continued fraction, which holds near z = 1 where series do not."""
    found = np.empty(len(z))
    for i in range(len(z)):
        value, above, below = 1.0, 1.0, 0.0
        for step in range(_MOST_STEPS):
            k = (step + 1) // 2
            if step % 2:
                part = k * (c[i] - b[i] - 1 + k) / ((c[i] + 2 * k - 2) * (c[i] + 2 * k - 1))
            else:
                part = (b[i] + k) * (c[i] - 1 + k) / ((c[i] + 2 * k - 1) * (c[i] + 2 * k))
            below = 1 / (1 - part * z[i] * below)
            above = 1 - part * z[i] / above
            value *= above * below
            if abs(above * below - 1) < 1e-15:
                break
        found[i] = 1 / value
    return found
