"""How many contracts will be renewed again: the shifted beta-geometric of a cohort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from ..sentence import sentence
from .columns import Column, numbers
from .estimator import Floats
from .likelihood import most_likely
from .refusals import NoResponses


@dataclass(frozen=True, slots=True)
class RenewalModel:
    """Each customer lapses at every renewal with a chance of their own, beta(α, β) over customers.

    Retention rises with tenure although nobody grows more loyal: those who lapse easily go first.
    """

    alpha: float
    beta: float
    log_likelihood: float
    n: int

    def share(self, periods: Column) -> Floats:
        """Share of the cohort still there after so many renewals; 0 gives 1."""
        t = numbers(periods, "periods")
        return np.asarray(np.exp(special.betaln(self.alpha, self.beta + t) - special.betaln(self.alpha, self.beta)))

    def retention(self, periods: Column) -> Floats:
        """Share of those still there before the t-th renewal (1, 2, …) who renew."""
        t = numbers(periods, "periods")
        return np.asarray((self.beta + t - 1) / (self.alpha + self.beta + t - 1), np.float64)

    def residual_renewals(self, renewed: int, discount: float) -> float:
        r"""Discounted renewals to expect of a customer who has renewed ``renewed`` times and is about to decide again.

        .. math:: \sum_{k \ge 0} \frac{S(n + k) / S(n)}{(1 + d)^k}, \quad n = renewed + 1

        counting the coming one at its chance and undiscounted; ``discount`` is per period, positive.
        """
        if not discount > 0:
            raise DiscountNotPositive(discount)
        n, both = renewed + 1, self.alpha + self.beta + renewed + 1
        series = special.hyp2f1(1, self.beta + n, both, 1 / (1 + discount))
        return float((self.beta + n - 1) / (both - 1) * series)


def fit_renewals(remaining: Column) -> RenewalModel:
    r"""The shifted beta-geometric model that makes a cohort's numbers most likely.

    .. math:: P(T = t) = \frac{B(\alpha + 1, \beta + t - 1)}{B(\alpha, \beta)}, \quad
        S(t) = \frac{B(\alpha, \beta + t)}{B(\alpha, \beta)}

    Parameters
        remaining: shape (periods + 1,), customers at the start and after each renewal, never rising.
    Raises
        NoResponses: nobody at the start. TooFewRenewals: fewer than two.
        RisingCohort: names the first period with more customers than before.
        NobodyLapsed: the cohort is still complete.
        NotIdentified: retention does not rise with tenure, so the data do not fix both parameters.
    References
        Fader and Hardie (2007), Journal of Interactive Marketing 21(1): 76-90; (2010), Marketing
        Science 29(1): 85-93 for the residual renewals.
    """
    here = numbers(remaining, "remaining")
    if not here.size or not here[0] > 0:
        raise NoResponses("customers at the start")
    if here.size < 3:
        raise TooFewRenewals(here.size - 1)
    for period in np.flatnonzero((np.diff(here) > 0) | (here[1:] < 0))[:1]:
        raise RisingCohort(int(period) + 1, here[period], here[period + 1])
    if here[-1] == here[0]:
        raise NobodyLapsed(int(here[0]))
    lapsed, periods = -np.diff(here), np.arange(1.0, len(here))

    def log_likelihood(alpha: float, beta: float) -> float:
        return _log_likelihood(lapsed, float(here[-1]), periods, alpha, beta)

    def gradient(alpha: float, beta: float) -> Floats:
        return _gradient(lapsed, float(here[-1]), periods, alpha, beta)

    (alpha, beta), best = most_likely(log_likelihood, (1.0, 1.0), max(int(here[0]), 1), gradient=gradient)
    return RenewalModel(alpha, beta, best, int(here[0]))


class TooFewRenewals(ValueError):
    """A cohort not old enough to show how its retention changes."""

    def __init__(self, renewals: int):
        super().__init__(sentence("{renewals} renewals; at least 2 are needed, 4 are usual", renewals=renewals))


class RisingCohort(ValueError):
    """More customers of a cohort than there were before."""

    def __init__(self, period: int, before: float, after: float):
        super().__init__(
            sentence(
                "period {period}: {after:g} remaining after {before:g}; give one cohort, without those "
                "who joined later",
                period=period,
                after=after,
                before=before,
            )
        )


class NobodyLapsed(ValueError):
    """A cohort that is still complete."""

    def __init__(self, n: int):
        super().__init__(sentence("all {n} customers renewed each time; wait until some lapse", n=n))


class DiscountNotPositive(ValueError):
    """A discount rate of nothing or less: the sum over all the future need not end."""

    def __init__(self, discount: float):
        super().__init__(
            sentence("discount {discount:g} per period is not positive; 0.1 is 10% a period", discount=discount)
        )


def _log_likelihood(lapsed: Floats, remaining: float, periods: Floats, alpha: float, beta: float) -> float:
    whole = special.betaln(alpha, beta)
    told = lapsed @ (special.betaln(alpha + 1, beta + periods - 1) - whole)
    return float(told + remaining * (special.betaln(alpha, beta + periods[-1]) - whole))


def _gradient(lapsed: Floats, remaining: float, periods: Floats, alpha: float, beta: float) -> Floats:
    """Of the log-likelihood; the logarithm of B(a, b) rises with a by psi(a) - psi(a + b)."""
    everybody, ended = lapsed.sum() + remaining, periods[-1]
    psi, together = special.psi, special.psi(alpha + beta)
    left = lapsed @ special.psi(alpha + beta + periods) + remaining * psi(alpha + beta + ended) - everybody * together
    by_alpha = lapsed.sum() * psi(alpha + 1) + remaining * psi(alpha) - everybody * psi(alpha)
    by_beta = lapsed @ psi(beta + periods - 1) + remaining * psi(beta + ended) - everybody * psi(beta)
    return np.array([by_alpha - left, by_beta - left])
