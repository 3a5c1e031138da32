"""What an experience programme gives back for what it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .estimator import Estimate
from .intervals import normal_quantile

_DRAWS = 20_000
LEAST_COST, MOST_COST = 0.01, 1e15
MOST_POINTS = 1e6
MOST_CUSTOMERS = 10**10
"""Beyond these nothing is meant, and products of them end in no number."""


@dataclass(frozen=True, slots=True)
class ReturnOnExperience:
    """``ratio`` is (gain - cost) / cost: 0 earns its cost back, 1 twice of it. ``pays_back`` is how likely it is."""

    gain: Estimate
    ratio: Estimate
    pays_back: float


def return_on_experience(
    point: Estimate, points: Estimate, customers: int, cost: float, *, confidence: float = 0.95, seed: int = 0
) -> ReturnOnExperience:
    r"""ROX of a programme that moves a score.

    .. math:: gain = v \cdot \Delta \cdot N, \quad ROX = (gain - cost) / cost

    v is what a point is worth per customer, Δ the points gained, both uncertain and drawn
    independently from normal distributions with their standard errors; N customers and the cost are taken as they are.

    Parameters
        point: money per customer and point. points: how many points the programme brings; a point
            without standard error is taken as certain.
    Raises
        CostsNothing, NoCustomers, NoPoints.
    """
    normal_quantile(confidence)
    if not LEAST_COST <= cost <= MOST_COST:
        raise CostsNothing(cost)
    if not abs(points.value) <= MOST_POINTS or points.standard_error < 0 or points.standard_error > MOST_POINTS:
        raise NoPoints(points)
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise NoCustomers(customers)
    random = np.random.default_rng(seed)
    worth, moved = (random.normal(each.value, np.nan_to_num(each.standard_error), _DRAWS) for each in (point, points))
    gains = worth * moved * customers
    levels = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(gains, levels)
    value, error = point.value * points.value * customers, float(gains.std(ddof=1))
    ratio = [(each - cost) / cost for each in (value, float(low), float(high))]
    return ReturnOnExperience(
        Estimate(customers, value, float(low), float(high), error),
        Estimate(customers, ratio[0], ratio[1], ratio[2], error / cost),
        float((gains > cost).mean()),
    )


class CostsNothing(ValueError):
    """A programme without a cost that anybody could pay has no return on it."""

    def __init__(self, cost: float):
        super().__init__(f"the cost is {cost:g}; give what the programme costs, from {LEAST_COST:g} to {MOST_COST:g}")


class NoPoints(ValueError):
    """Points that are no number, or known less than not at all."""

    def __init__(self, points: Estimate):
        super().__init__(
            f"{points.value:g} points, from {points.low:g} to {points.high:g}, are none a programme can bring; give a "
            f"number of at most {MOST_POINTS:g}, and 0 or more to give or take"
        )


class NoCustomers(ValueError):
    """A programme that reaches nobody, or more than there are people."""

    def __init__(self, customers: int):
        super().__init__(f"the programme reaches {customers:.6g} customers; give from 1 to {MOST_CUSTOMERS:,}")
