"""Which of many comparisons to believe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..sentence import sentence
from .columns import Column, numbers
from .estimator import Floats


def adjusted_p(p: Column) -> Floats:
    r"""p values adjusted for the false discovery rate.

    .. math:: q_{(i)} = \min_{j \ge i} \min(1, m\, p_{(j)} / j)

    Parameters
        p: shape (m,), 0..1; a missing one stays missing and does not count as a comparison.
    Returns
        shape (m,), in the order given.
    Raises
        NotAProbability: names the first value outside 0..1.
    References
        Benjamini and Hochberg (1995), JRSS B 57(1): 289-300.
    Examples
        >>> adjusted_p([0.01, 0.04, 0.03]).round(4).tolist()
        [0.03, 0.04, 0.04]
    """
    values = numbers(p, "p", missing=True, tiny=True)
    wrong = np.flatnonzero((values < 0) | (values > 1))
    if wrong.size:
        raise NotAProbability(float(values[wrong[0]]), int(wrong[0]))
    told = np.flatnonzero(~np.isnan(values))
    falling = told[np.argsort(-values[told], kind="stable")]
    rank = np.arange(len(falling), 0, -1)
    adjusted = np.full(values.shape, np.nan)
    adjusted[falling] = np.minimum(1, np.minimum.accumulate(values[falling] * (len(falling) / rank)))
    return adjusted


def discoveries(p: Column, rate: float = 0.05) -> NDArray[np.bool_]:
    """Which comparisons to call different so that at most a share ``rate`` of those called is false."""
    return np.asarray(adjusted_p(p) <= rate)


class NotAProbability(ValueError):
    """A p value outside 0 to 1."""

    def __init__(self, value: float, position: int):
        super().__init__(
            sentence("p value {value:g} at position {position} is not between 0 and 1", value=value, position=position)
        )
