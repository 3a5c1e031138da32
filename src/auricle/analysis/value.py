"""What customers will bring: how often they will buy, times what a purchase brings, with how far it may be off."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from .columns import Column
from .estimator import Floats
from .purchases import BuyingModel, refused_histories
from .spend import SpendModel, refused_spend

DRAWS = 400
_TOGETHER = 1_000  # customers drawn for at once: their draws stay near the processor


@dataclass(frozen=True, slots=True)
class Outlook:
    """Per customer, arrays of shape (customers,), over the time ahead.

    ``low`` and ``high`` bound what a customer will really bring (95%), not only its expectation:
    for one customer that is wide, and for most it begins at 0. ``variance`` is of the same.
    """

    active: Floats
    purchases: Floats
    value: Floats
    low: Floats
    high: Floats
    variance: Floats


def outlook(
    buying: BuyingModel,
    spending: SpendModel,
    repeats: Column,
    last: Column,
    observed: Column,
    spend: Column,
    ahead: float,
    *,
    seed: int = 0,
) -> Outlook:
    r"""Expected value of each customer, and the range it will lie in.

    .. math:: E[V] = E[X \mid x, t_x, T]\; E[M \mid x, \bar m]

    The expectation is exact. The range comes from drawing each customer's own rate, chance of
    stopping and spend from what their history leaves open (the posterior of BG/NBD and
    Gamma-Gamma), and purchases and amounts from those. The models' parameters are taken as known.

    Parameters
        repeats, last, observed, spend: as ``Histories`` has them. ahead: time, in their unit.
    Raises
        What ``BuyingModel.expected`` and ``SpendModel.expected`` raise.
    References
        Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4): 415-430.
    """
    x, t, until = refused_histories(repeats, last, observed)
    mean = refused_spend(x, spend)[1]
    active = buying.chance_active(x, t, until)
    purchases = buying.expected(x, t, until, ahead)
    starts = range(0, len(x), _TOGETHER)

    def drawn(start: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
        who = slice(start, start + _TOGETHER)
        return _drawn(rng, buying, spending, x[who], until[who], mean[who], active[who], ahead)

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # numpy draws without the interpreter
        parts = list(pool.map(drawn, starts, np.random.default_rng(seed).spawn(len(starts))))
    low, high, variance = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Outlook(active, purchases, purchases * spending.expected(x, mean), low, high, variance)


def _drawn(
    rng: np.random.Generator,
    buying: BuyingModel,
    spending: SpendModel,
    x: Floats,
    until: Floats,
    mean: Floats,
    active: Floats,
    ahead: float,
) -> tuple[Floats, Floats, Floats]:
    """Bounds and variance of what each customer brings, from draws of shape (draws, customers)."""
    shape = (DRAWS, len(x))
    rate = rng.gamma(buying.r + x, 1 / (buying.alpha + until), shape)
    stopping = np.clip(rng.beta(buying.a, buying.b + x, shape), 1e-9, 1 - 1e-9)
    bought = np.minimum(rng.poisson(rate * ahead), rng.geometric(stopping)) * (rng.random(shape) < active)
    told = np.where(x > 0, mean * x, 0.0)
    nu = rng.gamma(spending.q + spending.p * x, 1 / (spending.gamma + told), shape)
    brought = rng.gamma(np.maximum(spending.p * bought, 1e-12)) / np.maximum(nu, 1e-12) * (bought > 0)
    low, high = np.quantile(brought, [0.025, 0.975], axis=0)
    return low, high, brought.var(axis=0)
