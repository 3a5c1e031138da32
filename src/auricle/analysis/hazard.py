"""What makes customers leave sooner: Cox's proportional hazards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from ..sentence import sentence
from .columns import Column, numbers, same_length
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
    table = _table(names, columns, len(time))
    if not gone.any():
        raise NobodyLeft(len(time))
    centre, scale = table.mean(axis=0), table.std(axis=0)
    events = _Events((table - centre) / scale, time, gone.astype(np.bool_))
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
        order = np.lexsort((~gone, -time))
        self.table, self.time, self.gone = table[order], time[order], gone[order]
        tied = np.flatnonzero(self.gone)
        starts = tied[np.flatnonzero(np.diff(self.time[tied], prepend=np.inf))]
        ends = np.searchsorted(-self.time, -self.time[starts], side="right")
        counts = np.add.reduceat(self.gone.astype(np.int64), starts) if starts.size else starts
        self.instants = list(zip(starts.tolist(), ends.tolist(), counts.tolist(), strict=True))

    def score(self, beta: Floats) -> tuple[float, Floats, Floats]:
        """Log partial likelihood, its gradient, its information."""
        linear = self.table @ beta
        shift = linear.max()
        risk = np.exp(linear - shift)
        first = risk[:, None] * self.table
        sums, firsts = np.cumsum(risk), np.cumsum(first, axis=0)
        value, gradient = 0.0, np.zeros_like(beta)
        information, second, done = np.zeros((len(beta), len(beta))), np.zeros((len(beta), len(beta))), 0
        for start, end, deaths in self.instants:
            second += first[done:end].T @ self.table[done:end]
            done = end
            who = slice(start, start + deaths)
            share = np.arange(deaths) / deaths
            tied, tied_first = risk[who].sum(), first[who].sum(axis=0)
            tied_second = first[who].T @ self.table[who]
            left = sums[end - 1] - share * tied
            mean = (firsts[end - 1] - share[:, None] * tied_first) / left[:, None]
            value += linear[who].sum() - (np.log(left) + shift).sum()
            gradient += self.table[who].sum(axis=0) - mean.sum(axis=0)
            information += (1 / left).sum() * second - (share / left).sum() * tied_second - mean.T @ mean
        return float(value), gradient, information


def _table(names: list[str], columns: Mapping[str, Column], rows: int) -> Floats:
    if not names:
        raise NoColumns()
    arrays = {name: numbers(columns[name], name) for name in names}
    same_length(durations=rows, **{name: len(array) for name, array in arrays.items()})
    table = np.column_stack(list(arrays.values()))
    for name, values in arrays.items():
        if np.ptp(values) == 0:
            raise ConstantAmongCustomers(name, float(values[0]))
    centred = (table - table.mean(axis=0)) / table.std(axis=0)
    for column in range(1, len(names)):
        before = centred[:, :column]
        rest = centred[:, column] - before @ np.linalg.lstsq(before, centred[:, column], rcond=None)[0]
        if rest @ rest < _FLAT * rows:
            raise Collinear(names[column])
    return table


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
