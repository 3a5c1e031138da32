"""What a score speaks for: the share of customers heard and of their money, and whether the unheard spend otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .change import change
from .columns import Column, numbers, same_length
from .estimator import Estimate, Floats
from .mean import mean_of_sums
from .refusals import NoResponses


@dataclass(frozen=True, slots=True)
class Side:
    """Customers who were heard, or were not: how many, and what each spent."""

    customers: int
    share_of_money: float
    mean: Estimate


@dataclass(frozen=True, slots=True)
class Covered:
    """``share`` of customers are ``heard``; ``verdict`` says whether they spend more or less than the ``unheard``."""

    share: float
    heard: Side
    unheard: Side
    verdict: str


def coverage(money: Column, heard: Column) -> Covered:
    """Those heard beside the unheard, of all customers.

    Parameters
        money: shape (n,), what each customer spent, 0 for nothing. heard: shape (n,), yes or no.
    Raises
        NoResponses: there is nobody. MissingValue, NumberTooLarge, DifferentLengths.
    Examples
        >>> found = coverage([100, 120, 80, 20, 30, 0], [True, True, True, False, False, False])
        >>> round(found.share, 2), round(found.heard.share_of_money, 2), found.verdict
        (0.5, 0.86, 'higher')
    """
    spent, told = numbers(money, "money"), numbers(heard, "heard") > 0
    same_length(money=len(spent), heard=len(told))
    if not spent.size:
        raise NoResponses("money")
    return covered(*(np.array([len(of), of.sum(), of @ of]) for of in (spent[told], spent[~told])))


def covered(heard: Floats, unheard: Floats) -> Covered:
    """``coverage`` of the sums of each side: its customers, their money and its squares, shape (3,)."""
    both = heard + unheard

    def side(sums: Floats) -> Side:
        return Side(int(sums[0]), float(sums[1] / both[1]) if both[1] else 0.0, _mean(sums))

    spoke, silent = side(heard), side(unheard)
    share = float(heard[0] / both[0]) if both[0] else 0.0
    return Covered(share, spoke, silent, change(silent.mean, spoke.mean).verdict.value)


def _mean(sums: Floats) -> Estimate:
    """A mean of nobody is nothing, with no width to it."""
    found = mean_of_sums(sums)
    return Estimate(
        found.n, *(float(np.nan_to_num(v)) for v in (found.value, found.low, found.high, found.standard_error))
    )
