"""Quantiles of the normal, t and binomial distributions, and Wilson's interval."""

from __future__ import annotations

import numpy as np
from scipy import special

from .estimator import Floats
from .refusals import NotAConfidence


def normal_quantile(confidence: float) -> float:
    """How many standard errors a two-sided interval reaches: 1.96 at 0.95."""
    if not isinstance(confidence, int | float | np.number) or not 0 < confidence < 1:
        raise NotAConfidence(confidence)
    return float(special.ndtri((1 + confidence) / 2))


def t_quantile(confidence: float, degrees: Floats) -> Floats:
    """As ``normal_quantile``, with the spread estimated; NaN without degrees of freedom."""
    normal_quantile(confidence)
    return np.where(degrees > 0, special.stdtrit(np.maximum(degrees, 1), (1 + confidence) / 2), np.nan)


def binomial_quantile(probability: float, trials: Floats, share: float) -> Floats:
    """The least count that so many trials do not exceed with the probability; shape of ``trials``, 1 or more each.

    From the special functions: importing scipy.stats for it would double the time any command takes to start.
    """
    count = np.ceil(special.bdtrik(probability, trials, share))
    below = np.maximum(count - 1, 0)
    return np.asarray(
        np.where(special.bdtr(below, np.asarray(trials, np.int64), share) >= probability, below, count), np.float64
    )


def wilson(share: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Wilson's score interval of a share, shape (groups,); NaN where n is 0.

    References
        Wilson (1927), JASA 22: 209-212; Brown, Cai and DasGupta (2001), Statistical Science 16(2).
    """
    z = normal_quantile(confidence)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    # At 0 and at n of n the bound is the share itself; rounding must not put it on the wrong side.
    return np.minimum(low, share), np.maximum(high, share)
