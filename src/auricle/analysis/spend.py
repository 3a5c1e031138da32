"""What a purchase of a customer is worth on average, seen through the noise of a few: Gamma-Gamma."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from ..sentence import sentence
from .columns import Column, numbers, same_length
from .estimator import Floats
from .likelihood import most_likely
from .refusals import MissingValue, NegativeCount, NoResponses


@dataclass(frozen=True, slots=True)
class SpendModel:
    """Each purchase is gamma(p, ν) with ν of its customer gamma(q, γ); money in the unit of the data."""

    p: float
    q: float
    gamma: float
    log_likelihood: float
    n: int

    def expected(self, repeats: Column, spend: Column) -> Floats:
        """Mean value of a customer's future purchases, given ``repeats`` so far of mean ``spend``.

        A customer without repeats is expected to spend as the average one (``spend`` is ignored).
        NaN throughout if q is at most 1: the average over customers is then infinite.

        Raises
            What ``fit_spend`` raises of its columns.
        """
        x, mean = refused_spend(repeats, spend)
        weight = self.p * x + self.q - 1
        told = self.p * (self.gamma + np.where(x > 0, mean, 0) * x)
        return told / weight if self.q > 1 else np.full_like(x, np.nan)


def fit_spend(repeats: Column, spend: Column) -> SpendModel:
    r"""The Gamma-Gamma model that makes these averages most likely.

    .. math:: f(\bar m \mid x) = \frac{\Gamma(px + q)}{\Gamma(px) \Gamma(q)}
        \frac{\gamma^q\, \bar m^{px - 1} x^{px}}{(\gamma + \bar m x)^{px + q}}

    It takes what somebody spends to be unrelated to how often they buy: look at their correlation
    first.

    Parameters
        repeats (x): shape (n,); rows without repeats tell nothing and are left out.
        spend: shape (n,), mean value of the repeats, positive.
    Raises
        NoResponses: nobody has a repeat. NoSpend: names the first mean that is not positive; NegativeCount the
        first repeats below 0.
        NotIdentified: the data do not fix the parameters (one customer, or all spending alike).
        MissingValue, DifferentLengths.
    References
        Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4): 415-430. Fader and Hardie
        (2013), The Gamma-Gamma Model of Monetary Value.
    """
    x, mean = refused_spend(repeats, spend)
    returned = np.flatnonzero(x > 0)
    if not returned.size:
        raise NoResponses("customers with repeats")
    x, mean = x[returned], mean[returned]
    unit = float(mean.mean())
    total = x * mean / unit

    def log_likelihood(p: float, q: float, gamma: float) -> float:
        shape, ahead = p * x, np.log(gamma + total)
        known = special.gammaln(shape + q) - special.gammaln(shape) + shape * (np.log(total) - ahead) - q * ahead
        return float(known.sum() + len(x) * (q * np.log(gamma) - special.gammaln(q)) - np.log(mean / unit).sum())

    def gradient(p: float, q: float, gamma: float) -> Floats:
        shape, ahead = p * x, np.log(gamma + total)
        both, odds = special.digamma(shape + q), (shape + q) / (gamma + total)
        by_p = x @ (both - special.digamma(shape) + np.log(total) - ahead)
        by_q = (both - ahead).sum() + len(x) * (np.log(gamma) - special.digamma(q))
        return np.array([by_p, by_q, len(x) * q / gamma - odds.sum()])

    (p, q, gamma), best = most_likely(log_likelihood, (1.0, 1.0, 1.0), len(x), gradient=gradient)
    return SpendModel(p, q, gamma * unit, best - len(x) * float(np.log(unit)), len(x))


class NoSpend(ValueError):
    """A customer bought and paid nothing."""

    def __init__(self, mean: float, position: int):
        super().__init__(
            sentence(
                "mean spend {mean:g} at position {position} is not positive; leave that customer out",
                mean=mean,
                position=position,
            )
        )


def refused_spend(repeats: Column, spend: Column) -> tuple[Floats, Floats]:
    """Repeats and their mean value as arrays, or the refusals of ``fit_spend``."""
    x, mean = numbers(repeats, "repeats"), numbers(spend, "spend", missing=True)
    same_length(repeats=len(x), spend=len(mean))
    for place in np.flatnonzero(x < 0)[:1]:
        raise NegativeCount(float(x[place]), int(place))
    for place in np.flatnonzero((x > 0) & np.isnan(mean))[:1]:
        raise MissingValue("spend", int(place))
    for place in np.flatnonzero((x > 0) & ~(mean > 0))[:1]:
        raise NoSpend(float(mean[place]), int(place))
    return x, mean
