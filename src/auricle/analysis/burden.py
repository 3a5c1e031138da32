"""What each group costs the whole: how much higher a mean would be if the group were like the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..sentence import sentence
from .columns import Column, numbers, positive_weights, same_length
from .estimator import Floats
from .intervals import normal_quantile


@dataclass(frozen=True, slots=True)
class Burden:
    """Shape (groups,) each, in the unit of the mean; positive is a cost. The intervals hold for all groups at once."""

    cost: Floats
    low: Floats
    high: Floats


def burden(values: Column, standard_errors: Column, counts: Column, *, confidence: float = 0.95) -> Burden:
    r"""How much of a mean over everybody each group takes away.

    .. math:: c_g = w_g (\bar x_{-g} - \bar x_g), \quad
              SE_g = w_g \sqrt{SE_g^2 + \sum_{h \ne g} (w_h / (1 - w_g))^2 SE_h^2}

    w is a group's share of all answers, taken as it is: the interval is that of the scores. The
    mean of the others is that of their answers. Bonferroni: each interval has the confidence
    1 - (1 - confidence) / groups, so that with ``confidence`` none of them is wrong.

    Parameters
        values: shape (groups,), means (NPS, shares and mean scores are), nothing missing.
        standard_errors: shape (groups,), of the means. counts: shape (groups,), answers, positive.
    Raises
        FewerThanTwoGroups: there are no others to compare with. MissingValue, WeightNotPositive, DifferentLengths.
    References
        Kitagawa (1955), Journal of the American Statistical Association 50(272): rates and composition.
    Examples
        >>> burden([20.0, 40.0], [2.0, 2.0], [100, 300]).cost.round(2).tolist()
        [5.0, -15.0]
    """
    normal_quantile(confidence)
    values, standard_errors = numbers(values, "values"), numbers(standard_errors, "standard_errors")
    same_length(values=len(values), standard_errors=len(standard_errors))
    counts = positive_weights(counts, len(values), "counts")
    if len(values) < 2:
        raise FewerThanTwoGroups(len(values))
    share = counts / counts.sum()
    others = (share @ values - share * values) / (1 - share)
    spread = (share * standard_errors) ** 2
    error = share * np.sqrt(standard_errors**2 + (spread.sum() - spread) / (1 - share) ** 2)
    reach = normal_quantile(1 - (1 - confidence) / len(values)) * error
    cost = share * (others - values)
    return Burden(cost, cost - reach, cost + reach)


class FewerThanTwoGroups(ValueError):
    def __init__(self, groups: int):
        super().__init__(
            sentence(
                "{groups} group has no others to be compared with; group by something with two values or more",
                groups=groups,
            )
        )
