"""Retention by its three definitions, by name, from who was there and who came.

Over rows of customers the same numbers are plain estimators: ``retention`` is a proportion of those
there at the start, ``churn`` the proportion of the opposite, and ``net_churn`` a ratio of
``started - ended`` to ``started`` over everyone there at the start or the end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..sentence import sentence
from .estimator import Estimate, Sums
from .proportion import Proportion
from .ratio import Ratio


@dataclass(frozen=True, slots=True)
class Retention:
    """Shares of the customers there at the start: ``retention`` + ``churn`` = 1."""

    retention: Estimate
    churn: Estimate
    net_churn: Estimate


def retention(start: int, acquired: int, end: int, *, confidence: float = 0.95) -> Retention:
    r"""Who stayed, who left, and what is left of the difference.

    .. math:: retention = (E - N) / S, \quad churn = 1 - retention, \quad net\ churn = (S - E) / S

    Parameters
        start: customers at the start (S). acquired: those who came since and are there at the
        end (N). end: customers at the end (E).
    Returns
        Retention: three Estimates of shares; NaN when nobody was there at the start. The net churn
        is negative when more came than left.
    Raises
        ImpossibleStock: a negative number, more acquired than there are, or more kept than started.
    References
        Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics, ch. 5.
    Examples
        >>> r = retention(start=1000, acquired=100, end=950)
        >>> r.retention.value, r.churn.value, r.net_churn.value
        (0.85, 0.15, 0.05)
    """
    kept, lost = end - acquired, start - (end - acquired)
    if not all(0 <= count < np.inf for count in (start, acquired, end, kept, lost)):
        raise ImpossibleStock(start, acquired, end)
    stayed = Proportion().estimate(_sums(n=start, x=kept), confidence=confidence)[0]
    left = Proportion().estimate(_sums(n=start, x=lost), confidence=confidence)[0]
    # Per customer: 1 - 1 for the kept, 1 - 0 for the lost, 0 - 1 for the acquired.
    net = _sums(n=start + acquired, y=lost - acquired, x=start, yy=lost + acquired, xy=lost, xx=start)
    return Retention(stayed, left, Ratio().estimate(net, confidence=confidence)[0])


class ImpossibleStock(ValueError):
    """Three counts that no group of customers can have."""

    def __init__(self, start: int, acquired: int, end: int):
        super().__init__(
            sentence(
                "start {start}, acquired {acquired}, end {end}: no count may be negative and end - "
                "acquired must lie between 0 and start; count as acquired only those who are there at "
                "the end",
                start=start,
                acquired=acquired,
                end=end,
            )
        )


def _sums(**sums: int) -> Sums:
    return Sums(1, {name: np.array([float(value)]) for name, value in sums.items()})
