"""Synthetic control: the mixture of others that ran like the one before, and what it did after."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize

from ..sentence import sentence
from .change import Verdict
from .columns import Column, numbers, same_length, table, whole_number
from .effect import Effect, effect, refuse_short
from .estimator import Floats

BEFORE, AFTER, DONORS = 6, 2, 3
BAD_FIT = 2.0
"""A fit is bad when it misses by more than this many times what sampling, and what others, miss by."""


@dataclass(frozen=True, slots=True)
class Synthetic:
    """``path`` is the mixture, shape (periods,); ``weights`` of the donors, none negative, adding to 1.

    ``miss`` is the root mean squared gap before the start. ``placebos`` are the effects found when each
    donor in turn is taken for the treated one; ``p`` is the share of all, the treated among them, whose gap
    after grew at least as much over their gap before. ``fits`` False makes the verdict *cannot tell*.
    """

    effect: Effect
    path: Floats
    weights: Floats
    miss: float
    placebos: Floats
    p: float
    fits: bool


def synthetic_control(
    treated: Column,
    donors: Floats,
    first: int,
    *,
    errors: Column | None = None,
    confidence: float = 0.95,
) -> Synthetic:
    r"""What became of the treated beside a mixture of donors that ran like it before.

    .. math:: w = \arg\min_{w \ge 0,\, \sum w = 1} \sum_{t < first} \Big( y_t - \sum_j w_j x_{jt} \Big)^2, \quad
        \tau = \operatorname{mean}_{t \ge first} \Big( y_t - \sum_j w_j x_{jt} \Big)

    The interval comes from placebos in space: their effects are what is found where nothing was done, so
    their root mean square is the standard error, with as many degrees of freedom as there are donors.

    Parameters
        treated: shape (periods,). donors: shape (donors, periods); nothing missing.
        errors: standard errors of the treated, which no fit can be better than.
    Raises
        TooShort, TooFewDonors, MissingValue, DifferentLengths.
    References
        Abadie, Diamond and Hainmueller (2010), JASA 105(490): 493-505. Interval: Arkhangelsky and others (2021),
        American Economic Review 111(12): 4088-4118, algorithm 4.
    """
    first = whole_number(first, "first", 0)
    series, donors = numbers(treated, "treated"), table(donors, "donors")
    same_length(treated=len(series), donors=donors.shape[1])
    refuse_short(first, len(series) - first, BEFORE, AFTER)
    if len(donors) < DONORS:
        raise TooFewDonors(len(donors))
    weights = mixture(series[:first], donors[:, :first])
    path = weights @ donors
    gaps = series - path
    others = [_placebo(donors, at, first) for at in range(len(donors))]
    placebos = np.array([gap[first:].mean() for gap in others])
    value, spread = float(gaps[first:].mean()), float(np.sqrt((placebos**2).mean()))
    growth = np.array([_growth(gap, first) for gap in (gaps, *others)])
    miss, misses = _miss(gaps[:first]), [_miss(gap[:first]) for gap in others]
    noise = 0.0
    if errors is not None:
        off = numbers(errors, "errors")
        same_length(treated=len(series), errors=len(off))
        noise = float(np.sqrt(np.mean(off[:first] ** 2)))
    fits = bool(miss <= BAD_FIT * max(noise, float(np.median(misses))))
    found = effect(value, spread, len(donors), confidence=confidence)
    if not fits:
        found = replace(found, verdict=Verdict.CANNOT_TELL)
    return Synthetic(found, path, weights, miss, placebos, float((growth >= growth[0]).mean()), fits)


def mixture(target: Floats, donors: Floats) -> Floats:
    """Weights of the donors, none negative and adding to 1, whose mixture lies nearest to the target.

    >>> mixture(np.array([1.0, 3.0]), np.array([[0.0, 2.0], [2.0, 4.0]])).round(3).tolist()
    [0.5, 0.5]
    """
    scale = 1e4 * max(float(np.abs(donors).max()), 1.0)  # so heavy a row that the weights add to 1
    stacked = np.vstack([donors.T, np.full(len(donors), scale)])
    found = optimize.nnls(stacked, np.append(target, scale), maxiter=50 * len(donors))[0]
    return np.asarray(found / found.sum())


class TooFewDonors(ValueError):
    def __init__(self, donors: int):
        super().__init__(
            sentence(
                "{donors} groups without it have enough answers in every period, and it takes {least}; choose another "
                "dimension to take them from, or longer periods",
                donors=donors,
                least=DONORS,
            )
        )


def _placebo(donors: Floats, at: int, first: int) -> Floats:
    rest = np.delete(donors, at, axis=0)
    return np.asarray(donors[at] - mixture(donors[at, :first], rest[:, :first]) @ rest)


def _miss(gaps: Floats) -> float:
    return float(np.sqrt(np.mean(gaps**2)))


def _growth(gaps: Floats, first: int) -> float:
    return _miss(gaps[first:]) / max(_miss(gaps[:first]), 1e-12)
