"""How many of those who are asked next will answer, from how many did before."""

from __future__ import annotations

import numpy as np
from scipy import special

from .columns import whole_number
from .estimator import Estimate
from .intervals import normal_quantile
from .refusals import NotAShare


def expected_answers(asked: int, answered_before: int, asked_before: int, *, confidence: float = 0.95) -> Estimate:
    r"""A prediction with its interval: chance among those asked next, and doubt about the rate itself.

    .. math:: P(k) = \binom{m}{k} \frac{B(k + a, m - k + b)}{B(a, b)}, \quad a = s + 1/2, \quad b = n - s + 1/2

    for s of n who answered before and m who are asked next, with Jeffreys' prior.

    Parameters
        asked: m, who are asked next. answered_before: s. asked_before: n, 1 or more.
    Returns
        Estimate: people; ``n`` is ``asked_before``. All 0 when nobody is asked.
    Raises
        NotAShare: more answered than were asked.
    References
        Brown, Cai and DasGupta (2001), Statistical Science 16(2), on the prior; the beta-binomial predictive is
        Bernardo and Smith (1994), Bayesian Theory, 3.2.2.
    Examples
        >>> expected_answers(100, 20, 100).value
        20.0
    """
    normal_quantile(confidence)
    asked = whole_number(asked, "asked", 0)
    if not 0 <= answered_before <= asked_before or asked_before < 1:
        raise NotAShare(float(answered_before), float(asked_before))
    a, b = answered_before + 0.5, asked_before - answered_before + 0.5
    k = np.arange(asked + 1, dtype=np.float64)
    ways = special.gammaln(asked + 1) - special.gammaln(k + 1) - special.gammaln(asked - k + 1)
    chance = np.exp(ways + special.betaln(k + a, asked - k + b) - special.betaln(a, b))
    upto = np.cumsum(chance / chance.sum())
    low, high = (float(np.searchsorted(upto, level)) for level in ((1 - confidence) / 2, (1 + confidence) / 2))
    value = asked * answered_before / asked_before
    share = a / (a + b)
    spread = np.sqrt(asked * share * (1 - share) * (a + b + asked) / (a + b + 1))
    return Estimate(asked_before, value, min(low, value), max(min(high, float(asked)), value), float(spread))
