"""What makes customers leave sooner: Cox's proportional hazards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import special

from ..sentence import sentence
from .columns import Column, name_beside, numbers, same_length
from .estimator import Floats
from .intervals import normal_quantile
from .retention import NobodyLeft, tenures

ROUNDS = 50
_FLAT = 1e-9


@dataclass(frozen=True, slots=True)
class Effect:
    """``coefficient`` per unit of the column; a unit more multiplies the pace of leaving by ``ratio``."""

    name: str
    coefficient: float
    standard_error: float
    ratio: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Hazards:
    """``left`` of ``n`` customers did; ``low`` and ``high`` of the effects bound the ratio."""

    n: int
    left: int
    log_likelihood: float
    effects: tuple[Effect, ...]


def hazards(durations: Column, left: Column, columns: Mapping[str, Column], *, confidence: float = 0.95) -> Hazards:
    r"""How columns go with the pace of leaving, each at equal values of the others.

    .. math:: \lambda(t \mid x) = \lambda_0(t) \exp(x \beta)

    Ties by Efron's approximation. The ratio is taken to be the same at every tenure; association,
    not cause.

    Parameters
        durations, left: as in ``kaplan_meier``. columns: shape (n,) each, nothing missing.
    Raises
        What ``kaplan_meier`` raises. NobodyLeft: there is no pace.
        NoColumns, ConstantAmongCustomers, Collinear: name what has nothing to tell.
        Separated: a column tells the leavers apart without fail, so its effect has no bound.
    References
        Cox (1972), JRSS B 34: 187-220. Efron (1977), JASA 72: 557-565.
    """
    time, gone = tenures(durations, left)
    names = list(columns)
    table, scale = _table(names, columns, len(time))
    if not gone.any():
        raise NobodyLeft(len(time))
    events = _Events(table, time, gone.astype(np.bool_))
    beta, log_likelihood, information = _newton(events, names)
    coefficient = beta / scale
    spread = np.sqrt(np.diag(np.linalg.inv(information))) / scale
    z = normal_quantile(confidence)
    parts = zip(
        names,
        coefficient,
        spread,
        np.exp(coefficient),
        np.exp(coefficient - z * spread),
        np.exp(coefficient + z * spread),
        2 * special.ndtr(-np.abs(coefficient / spread)),
        strict=True,
    )
    return Hazards(len(time), int(gone.sum()), log_likelihood, tuple(Effect(n, *map(float, row)) for n, *row in parts))


class NoColumns(ValueError):
    """Leaving, and nothing to explain it with."""

    def __init__(self) -> None:
        super().__init__(sentence("no columns; give at least one, or use kaplan_meier"))


class ConstantAmongCustomers(ValueError):
    """A column that is alike for all."""

    def __init__(self, name: str, value: float):
        super().__init__(
            sentence(
                "{name} is {value:g} for every customer and can explain nothing; leave it out", name=name, value=value
            )
        )


class Collinear(ValueError):
    """A column that follows from the others."""

    def __init__(self, name: str):
        super().__init__(sentence("{name} follows from the columns before it; leave it out", name=name))


class Separated(ValueError):
    """Whoever leaves next always has the extreme value: the best coefficient is infinite."""

    def __init__(self, name: str):
        super().__init__(
            sentence(
                "{name} tells who leaves next without fail; leave it out, it is a consequence or a label", name=name
            )
        )


class _Events:
    """Customers in order of time, longest first, so that who is at risk is always a prefix."""

    def __init__(self, table: Floats, time: Floats, gone: np.ndarray[tuple[int], np.dtype[np.bool_]]):
        order = np.argsort(-time)
        self.table, self.gone = np.ascontiguousarray(table[order]), gone[order]
        self.ends = np.append(np.flatnonzero(np.diff(time[order])) + 1, len(time))

    def score(self, beta: Floats) -> tuple[float, Floats, Floats]:
        """Log partial likelihood, its gradient, its information."""
        linear = self.table @ beta
        shift = float(linear.max())
        value, gradient, information = _summed(self.table, linear, np.exp(linear - shift), self.gone, self.ends, shift)
        return float(value), gradient, information


@njit(cache=True)
def _summed(table, linear, risk, gone, ends, shift):  # type: ignore[no-untyped-def]
    """One walk from the longest stay to the shortest; sums over all at risk, and over those who leave at one time."""
    p = table.shape[1]
    value, gradient, information = 0.0, np.zeros(p), np.zeros((p, p))
    total, first, second = 0.0, np.zeros(p), np.zeros((p, p))
    tied_first, tied_second, start = np.empty(p), np.empty((p, p)), 0
    for end in ends:
        deaths, tied = 0, 0.0
        tied_first[:], tied_second[:] = 0.0, 0.0
        for row in range(start, end):
            weight = risk[row]
            total += weight
            for i in range(p):
                part = weight * table[row, i]
                first[i] += part
                for j in range(i + 1):
                    second[i, j] += part * table[row, j]
            if gone[row]:
                deaths += 1
                tied += weight
                value += linear[row]
                for i in range(p):
                    part = weight * table[row, i]
                    gradient[i] += table[row, i]
                    tied_first[i] += part
                    for j in range(i + 1):
                        tied_second[i, j] += part * table[row, j]
        start = end
        once, once_tied, twice, twice_tied, twice_both = 0.0, 0.0, 0.0, 0.0, 0.0
        for death in range(deaths):
            share = death / deaths
            one = 1.0 / (total - share * tied)
            value += np.log(one) - shift
            once += one
            once_tied += share * one
            twice += one * one
            twice_tied += share * one * one
            twice_both += share * share * one * one
        if deaths:
            for i in range(p):
                gradient[i] -= first[i] * once - tied_first[i] * once_tied
                for j in range(i + 1):
                    crossed = first[i] * tied_first[j] + tied_first[i] * first[j]
                    squared = tied_first[i] * tied_first[j] * twice_both
                    information[i, j] += second[i, j] * once - tied_second[i, j] * once_tied
                    information[i, j] -= first[i] * first[j] * twice - crossed * twice_tied + squared
    for i in range(p):
        for j in range(i):
            information[j, i] = information[i, j]
    return value, gradient, information


def _table(names: list[str], columns: Mapping[str, Column], rows: int) -> tuple[Floats, Floats]:
    """The columns, standardised, and by what they were divided."""
    if not names:
        raise NoColumns()
    arrays = {name: numbers(columns[name], name) for name in names}
    same_length(**{name_beside("durations", names): rows}, **{name: len(array) for name, array in arrays.items()})
    for name, values in arrays.items():
        if np.ptp(values) == 0:
            raise ConstantAmongCustomers(name, float(values[0]))
    scale = np.array([values.std() for values in arrays.values()])
    centred = np.column_stack([values - values.mean() for values in arrays.values()]) / scale
    together = centred.T @ centred / rows
    for column in range(1, len(names)):
        before, with_it = together[:column, :column], together[:column, column]
        if together[column, column] - with_it @ np.linalg.lstsq(before, with_it, rcond=None)[0] < _FLAT:
            raise Collinear(names[column])
    return centred, scale


def _newton(events: _Events, names: list[str]) -> tuple[Floats, float, Floats]:
    beta = np.zeros(len(names))
    value, gradient, information = events.score(beta)
    for _ in range(ROUNDS):
        step = np.linalg.lstsq(information, gradient, rcond=None)[0]
        reached = events.score(beta + step)
        while not reached[0] >= value - _FLAT and np.abs(step).max() > _FLAT:
            step /= 2
            reached = events.score(beta + step)
        beta, (value, gradient, information) = beta + step, reached
        worst = int(np.argmax(np.abs(beta)))
        if np.abs(beta[worst]) > 15 or np.diag(information).min() < _FLAT:
            raise Separated(names[worst])
        if np.abs(step).max() < _FLAT:
            return beta, value, information
    raise Separated(names[int(np.argmax(np.abs(beta)))])
