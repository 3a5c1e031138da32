"""Every estimator a measure may name: ``estimator: quantile`` with ``parameters: {q: 0.75}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

from ..sentence import sentence
from .estimator import Estimator
from .mean import Mean, MeanScore
from .net_score import NetScoreEstimator
from .proportion import Proportion
from .quantile import Quantile
from .rate import Rate
from .ratio import Ratio
from .top_box import TopBox
from .total import Count, Total

ESTIMATORS: dict[str, Callable[..., Estimator]] = {
    "count": Count,
    "mean": Mean,
    "mean_score": MeanScore,
    "net_score": NetScoreEstimator,
    "proportion": Proportion,
    "quantile": Quantile,
    "rate": Rate,
    "ratio": Ratio,
    "top_box": TopBox,
    "total": Total,
}


def estimator(name: str, parameters: Mapping[str, Any] | None = None) -> Estimator:
    """The estimator of that name with its parameters.

    Raises
        UnknownEstimator: there is none of that name.
        WrongParameter: it takes no such parameter, or the value is no number.
    Examples
        >>> estimator("quantile", {"q": 0.75})
        Quantile(q=0.75)
    """
    if name not in ESTIMATORS:
        raise UnknownEstimator(name)
    allowed = tuple(signature(ESTIMATORS[name]).parameters)
    for parameter, value in (parameters or {}).items():
        if parameter not in allowed or isinstance(value, bool) or not isinstance(value, int | float):
            raise WrongParameter(name, parameter, value, allowed)
    return ESTIMATORS[name](**(parameters or {}))


class UnknownEstimator(LookupError):
    """A measure names an estimator that does not exist."""

    def __init__(self, name: str):
        super().__init__(
            sentence("there is no estimator {name!r}; there are {known}", name=name, known=", ".join(ESTIMATORS))
        )


class WrongParameter(ValueError):
    """A measure gives an estimator a parameter it does not take."""

    def __init__(self, name: str, parameter: str, value: object, allowed: tuple[str, ...]):
        takes = (
            sentence("takes the numbers {allowed}", allowed=", ".join(allowed))
            if allowed
            else sentence("takes no parameters")
        )
        super().__init__(
            sentence(
                "{parameter}: {value!r} is no parameter of {name}, which {takes}",
                parameter=parameter,
                value=value,
                name=name,
                takes=takes,
            )
        )
