"""What an effect gives back for what it cost, where the value of a point can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..analysis.estimator import Estimate
from ..analysis.programme import return_on_experience
from ..analysis.response import OneScore
from ..query.window import EndsBeforeItStarts
from .money import MoneyNotYet, TooFewScores
from .proof import Proof


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
