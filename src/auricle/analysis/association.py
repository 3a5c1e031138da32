"""Whether two questions hang together: a table of counts, its chi-squared, and where it departs from chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ..sentence import sentence
from .columns import table
from .estimator import Floats
from .refusals import NegativeCount

LEAST_EXPECTED = 5.0
"""Below it in more than a fifth of the cells the test is not to be believed (Cochran 1954)."""


class TableTooSmall(ValueError):
    def __init__(self, shape: tuple[int, ...]):
        said = sentence("a table of {shape} shows no association; it needs two rows and two columns", shape=str(shape))
        super().__init__(said)


@dataclass(frozen=True, slots=True)
class Association:
    """``strength`` is Cramér's V, 0 to 1. ``residuals`` are adjusted: beyond ±2 a cell departs from chance.

    ``is_reliable`` says whether enough is expected in the cells for ``p`` to be believed.
    """

    n: int
    chi_squared: float
    degrees: int
    p: float
    strength: float
    residuals: NDArray[np.float64]
    is_reliable: bool


def association(counts: Any, weights: Any = None, squares: Any = None) -> Association:
    r"""Pearson's test of independence, corrected for weights by the design effect of Kish.

    .. math:: \chi^2 = \frac{1}{d} \sum \frac{(O - E)^2}{E}, \quad d = \frac{n \sum w^2}{(\sum w)^2}

    Parameters
        counts: shape (rows, columns), whole numbers. weights, squares: sums of weights and of their squares in each
            cell, where answers are weighted; the table tested is then that of weights, scaled to n.
    Returns
        Association: empty rows and columns are left out of the degrees of freedom; their residuals are 0.
    Raises
        TableTooSmall: fewer than two rows or columns hold anything. MissingValue, NegativeCount.
    References
        Pearson (1900); Rao and Scott (1984), Annals of Statistics 12(1), first order; Kish (1965).
        Residuals: Haberman (1973), Biometrics 29(1).
    Examples
        >>> found = association([[30, 10], [10, 30]])
        >>> round(found.chi_squared, 3), found.degrees, round(found.strength, 2)
        (20.0, 1, 0.5)
    """
    observed = table(counts, "counts")
    for wrong in np.flatnonzero(observed < 0)[:1]:
        raise NegativeCount(float(observed.ravel()[wrong]), int(wrong))
    n = float(observed.sum())
    rows, columns = observed.sum(1) > 0, observed.sum(0) > 0
    if rows.sum() < 2 or columns.sum() < 2:
        raise TableTooSmall(observed.shape)
    effect = 1.0
    if weights is not None and squares is not None:
        weighed = table(weights, "weights")
        effect = n * float(np.sum(squares)) / float(weighed.sum()) ** 2
        observed = weighed * (n / weighed.sum())
    across, down = observed.sum(1, keepdims=True), observed.sum(0, keepdims=True)
    expected = across @ down / n
    kept = np.ix_(rows, columns)
    chi_squared = float(((observed - expected)[kept] ** 2 / expected[kept]).sum()) / effect
    degrees = int((rows.sum() - 1) * (columns.sum() - 1))
    strength = float(np.sqrt(chi_squared / (n * (min(rows.sum(), columns.sum()) - 1))))
    return Association(
        round(n),
        chi_squared,
        degrees,
        float(special.chdtrc(degrees, chi_squared)),
        min(strength, 1.0),
        _residuals(observed, expected, across / n, down / n, effect),
        bool((expected[kept] < LEAST_EXPECTED).mean() <= 0.2),
    )


def _residuals(observed: Floats, expected: Floats, across: Floats, down: Floats, effect: float) -> Floats:
    variance = expected * (1 - across) * (1 - down) * effect
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(variance > 0, (observed - expected) / np.sqrt(variance), 0.0)
