"""What an experience programme gives back for what it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..sentence import sentence
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
        CostsNothing, NoCustomers, NoPoints, NoWorth.
    """
    normal_quantile(confidence)
    if not LEAST_COST <= cost <= MOST_COST:
        raise CostsNothing(cost)
    if not abs(points.value) <= MOST_POINTS or points.standard_error < 0 or points.standard_error > MOST_POINTS:
        raise NoPoints(points)
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise NoCustomers(customers)
    if not abs(point.value) <= MOST_COST or point.standard_error < 0 or point.standard_error > MOST_COST:
        raise NoWorth(point)
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
        super().__init__(
            sentence(
                "the cost is {cost:g}; give what the programme costs, from {least:g} to {most:g}",
                cost=cost,
                least=LEAST_COST,
                most=MOST_COST,
            )
        )


class NoPoints(ValueError):
    """Points that are no number, or known less than not at all."""

    def __init__(self, points: Estimate):
        super().__init__(
            sentence(
                "{value:g} points, from {low:g} to {high:g}, are none a programme can bring; give a number of at most "
                "{most:g}, and 0 or more to give or take",
                value=points.value,
                low=points.low,
                high=points.high,
                most=MOST_POINTS,
            )
        )


class NoWorth(ValueError):
    """What a point is worth is no number, or known less than not at all."""

    def __init__(self, point: Estimate):
        super().__init__(
            sentence(
                "a point worth {value:g}, from {low:g} to {high:g}, is no money; find first what a point is worth",
                value=point.value,
                low=point.low,
                high=point.high,
            )
        )


class NoCustomers(ValueError):
    """A programme that reaches nobody, or more than there are people."""

    def __init__(self, customers: int):
        super().__init__(
            sentence(
                "the programme reaches {customers:.6g} customers; give from 1 to {most:,}",
                customers=customers,
                most=MOST_CUSTOMERS,
            )
        )
