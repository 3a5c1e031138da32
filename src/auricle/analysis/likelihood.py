"""The positive parameters that make data most likely."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from scipy import optimize

from ..sentence import sentence
from .estimator import Floats

_FARTHEST = 12.0  # the search ends at e^12 and e^-12
_FAR = 10.0
_NEARLY_AS_LIKELY = 1.92  # half of the 95% quantile of chi-squared


def most_likely(log_likelihood: Callable[..., float], start: tuple[float, ...], n: int) -> tuple[list[float], float]:
    """Parameters and the log-likelihood there.

    Parameters
        log_likelihood: of all data, as a function of the parameters.
        start: positive parameters to begin with. n: number of customers behind the data.
    Raises
        NotIdentified: parameters ten times as large or small, some or all of them, are nearly as
            likely (within the 95% likelihood region).
    """

    def loss(logs: Floats) -> float:
        return -log_likelihood(*np.exp(logs)) / n

    found = optimize.minimize(
        loss,
        np.log(start),
        method="L-BFGS-B",
        bounds=[(-_FARTHEST, _FARTHEST)] * len(start),
        options={"ftol": 1e-14, "gtol": 1e-9},
    )
    steps = (np.array(step) * np.log(_FAR) for step in product((-1, 0, 1), repeat=len(start)) if any(step))
    if not np.isfinite(found.fun) or any(n * (loss(found.x + step) - found.fun) < _NEARLY_AS_LIKELY for step in steps):
        raise NotIdentified(len(start), n)
    return np.exp(found.x).tolist(), -float(found.fun) * n


class NotIdentified(RuntimeError):
    """Too few or too uniform customers to tell a model's parameters."""

    def __init__(self, parameters: int, n: int):
        super().__init__(
            sentence(
                "{n} customers do not fix the model's {parameters} parameters: they are too few or too "
                "much alike; use more customers or a longer time, or the plain average",
                n=n,
                parameters=parameters,
            )
        )
