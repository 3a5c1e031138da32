"""What a programme gives back for what it costs, planned or done, where the value of a point can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..analysis.estimator import Estimate
from ..analysis.intervals import normal_quantile
from ..analysis.programme import ReturnOnExperience, return_on_experience
from ..analysis.response import OneScore
from ..query.window import EndsBeforeItStarts
from .money import MoneyNotYet, ScoreAndMoney, TooFewScores
from .proof import Proof


def returned_by(
    found: ScoreAndMoney, points: float, margin: float, cost: float, reached: int = 0
) -> ReturnOnExperience:
    """What a programme would give back that brings so many points of the answer, give or take ``margin`` (95%).

    Parameters
        cost: in the currency of the money found. reached: customers; all who answered when 0.
    Raises
        CostsNothing, NoCustomers, NoPoints.
    """
    error = margin / normal_quantile(0.95)
    moved = Estimate(0, points, points - margin, points + margin, error)
    return return_on_experience(found.curve.point, moved, reached or found.customers, cost)


def with_return(found: Proof, cost: float, reached: int, point: Callable[[], Estimate]) -> Proof:
    """The proof with its return on experience; as it was where cost or reach are not said, or no point has a value.

    The gain is the effect in points of the answer, times what a point is worth to a customer, times the
    customers reached; both are uncertain and both widen the interval.
    """
    if found.in_points is None or cost <= 0 or reached < 1:
        return found
    try:
        worth = point()
    except (MoneyNotYet, TooFewScores, OneScore, EndsBeforeItStarts):
        return found
    return replace(found, returned=return_on_experience(worth, found.in_points, reached, cost))
