"""So many of one thing per so many of another, counted apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..sentence import sentence
from .estimator import Estimate, Estimates, Statistic, Sums
from .intervals import normal_quantile


@dataclass(frozen=True, slots=True)
class Rate:
    """``per`` times the count ``numerator`` over the count ``denominator``: complaints per 100 orders.

    The two are sums of their own passes (each row of a pass is 1), joined by group. Both are taken
    as Poisson counts, hence a log-normal interval; with a numerator of 0 it goes from 0 to the exact
    upper bound for none seen. ``n`` is the denominator.
    """

    per: float = 100.0

    name: ClassVar[str] = "rate"
    inputs: ClassVar[tuple[str, ...]] = ("numerator", "denominator")
    statistic: ClassVar[Statistic] = Statistic({"numerator": ("numerator",), "denominator": ("denominator",)})
    formula: ClassVar[str] = r"r = k\, a / b, \quad r \exp\!\left(\pm z \sqrt{1/a + 1/b}\right)"
    source: ClassVar[str] = "Rothman, Greenland and Lash (2008), Modern Epidemiology, ch. 14; none seen: Garwood (1936)"

    def __post_init__(self) -> None:
        if not self.per > 0:
            raise PerNothing(self.per)

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        statistic = self.statistic.weighted() if weighted else self.statistic
        a, b = (np.nan_to_num(sums.sums[name]) for name in statistic.sums)
        z, none_seen = normal_quantile(confidence), -np.log((1 - confidence) / 2)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.where(b > 0, self.per * a / b, np.nan)
            spread = np.sqrt(1 / a + 1 / b)
            low = np.where(a > 0, value * np.exp(-z * spread), value)
            high = np.where(a > 0, value * np.exp(z * spread), self.per * none_seen / np.where(b > 0, b, np.nan))
            standard_error = np.where(a > 0, value * spread, np.nan)
        return Estimates(np.rint(b).astype(np.int64), value, low, high, standard_error)


class PerNothing(ValueError):
    """A rate per zero or per a negative number."""

    def __init__(self, per: float):
        super().__init__(sentence("per is {per:g}; a rate is per a positive number, 100 is usual", per=per))


def rate(numerator: int, denominator: int, *, per: float = 100.0, confidence: float = 0.95) -> Estimate:
    """A count per ``per`` of another count.

    >>> rate(30, 1500).value
    2.0
    """
    sums = {"numerator": np.array([float(numerator)]), "denominator": np.array([float(denominator)])}
    return Rate(per).estimate(Sums(1, sums), confidence=confidence)[0]
