"""Which of several groups is clearly below the others, having been picked as the worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .columns import Column, numbers, positive_weights, same_length
from .intervals import normal_quantile


@dataclass(frozen=True, slots=True)
class Worst:
    """The ``place`` of the worst, the mean of the ``others`` together, and the ``gap`` up to it."""

    place: int
    others: float
    gap: float


def clearly_worst(values: Column, standard_errors: Column, n: Column, *, confidence: float = 0.95) -> Worst | None:
    r"""The lowest value, if it is below the others although it was picked as the lowest; else None.

    .. math:: v + z_{1 - \alpha / 2k}\, SE < \frac{\sum_{i \ne w} n_i v_i}{\sum_{i \ne w} n_i}

    With k values the chance of calling one of them worst by luck is at most α (Bonferroni).

    Parameters
        values, standard_errors, n: shape (k,), each group's value, its standard error and its answers, one or more.
    Raises
        MissingValue, WeightNotPositive, DifferentLengths.
    References
        Dunn (1961), JASA 56: 52-64.
    Examples
        >>> clearly_worst([0.9, 0.5, 0.9], [0.02, 0.05, 0.02], [100, 50, 100])
        Worst(place=1, others=0.9, gap=0.4)
        >>> clearly_worst([0.9, 0.8, 0.9], [0.02, 0.08, 0.02], [100, 20, 100]) is None
        True
    """
    value, error = numbers(values, "values"), numbers(standard_errors, "standard errors")
    same_length(values=len(value), standard_errors=len(error))
    count = positive_weights(n, len(value), "n")
    if len(value) < 2:
        return None
    place = int(np.argmin(value))
    rest = np.arange(len(value)) != place
    others = float(value[rest] @ count[rest] / count[rest].sum())
    reach = normal_quantile(1 - (1 - confidence) / len(value)) * error[place]
    if value[place] + reach >= others:
        return None
    return Worst(place, others, others - float(value[place]))
