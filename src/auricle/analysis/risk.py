"""Who will leave: a discrete-time hazard, calibrated chances, reasons, and an honest account of how well it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from ..sentence import sentence
from .columns import Column, name_beside, numbers, same_length
from .discovery import NotAProbability
from .estimator import Estimate, Floats
from .intervals import normal_quantile
from .proportion import share_of
from .refusals import LacksColumn, NoResponses
from .retention import left_or_here

RIDGE = 1.0
LEAK = 0.995
BINS = 10
TOP = 0.1


@dataclass(frozen=True, slots=True)
class Factor:
    """``weight`` is what one standard deviation of the column adds to the log-odds of leaving."""

    name: str
    mean: float
    spread: float
    weight: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RiskModel:
    """Chances of leaving within the next period. Missing values count as the column's mean."""

    base: float
    factors: tuple[Factor, ...]
    tilt: float
    shift: float
    n: int
    left: int

    def chance(self, columns: Mapping[str, Column]) -> Floats:
        """Calibrated chance of leaving, shape (customers,).

        Raises
            LacksColumn: a column that the model was fitted with is not given. DifferentLengths, MissingValue.
        """
        return np.asarray(special.expit(self.shift + self.tilt * self._logit(columns)), np.float64)

    def reasons(self, columns: Mapping[str, Column]) -> Floats:
        """What each column adds to the log-odds of each customer, against the average; shape (customers, factors)."""
        return np.column_stack([self.tilt * part for part in self._parts(columns)])

    def _logit(self, columns: Mapping[str, Column]) -> Floats:
        return np.asarray(self.base + np.sum(self._parts(columns), axis=0), np.float64)

    def _parts(self, columns: Mapping[str, Column]) -> list[Floats]:
        for factor in self.factors:
            if factor.name not in columns:
                raise LacksColumn(factor.name)
        parts = {factor.name: factor.weight * _standard(columns[factor.name], factor) for factor in self.factors}
        same_length(**{name: len(part) for name, part in parts.items()})
        return list(parts.values())


@dataclass(frozen=True, slots=True)
class Bin:
    """Customers of alike chances: what was foretold, and what happened."""

    n: int
    foretold: float
    happened: Estimate


@dataclass(frozen=True, slots=True)
class Judged:
    """How chances did on customers, and at a time, that the model had not seen.

    ``auc`` is the chance that somebody who left had been given a higher risk than somebody who
    stayed; ``precision_at_top`` the share of the tenth with the highest risk that left.
    """

    n: int
    left: int
    auc: Estimate
    precision_at_top: Estimate
    usual_share: float
    brier: float
    bins: tuple[Bin, ...]


def fit_risk(columns: Mapping[str, Column], left: Column, *, confidence: float = 0.95) -> RiskModel:
    r"""The log-odds of leaving within a period as a sum of columns.

    .. math:: \ln \frac{h}{1 - h} = \beta_0 + \sum_j \beta_j z_j, \quad
        \hat\beta = \arg\max\, \ell(\beta) - \tfrac{\lambda}{2} \sum_j \beta_j^2

    One row is one customer in one period in which they were still here: maximum likelihood over
    such rows is the discrete-time hazard. Columns are standardised; λ = 1 keeps coefficients finite
    where a column tells leavers apart without fail.

    Parameters
        columns: shape (n,) each; missing values are allowed. left: shape (n,), 0 or 1.
    Returns
        RiskModel: uncalibrated (tilt 1, shift 0). Columns that are alike for all are left out.
    Raises
        NoResponses, DifferentLengths, MissingValue, NotLeftOrHere (in ``left``).
        OneFate: all left, or all stayed. NothingDiffers: no column tells customers apart.
        TellsTheAnswer: a column alone tells leavers apart almost without fail, which no cause does.
    References
        Allison (1982), Sociological Methodology 13: 61-98. Platt (1999) for ``calibrated``.
    """
    mark = left_or_here(left)
    arrays = {name: numbers(column, name, missing=True) for name, column in columns.items()}
    same_length(**{name_beside("left", columns): len(mark)}, **{name: len(array) for name, array in arrays.items()})
    if not mark.size:
        raise NoResponses("customers")
    if mark.min() == mark.max():
        raise OneFate(int(mark[0]), len(mark))
    known = {n: a for n, a in arrays.items() if not np.isnan(a).all() and np.nanstd(a) > 1e-12}
    if not known:
        raise NothingDiffers(len(mark))
    for name, array in known.items():
        if max(alone := _area(np.nan_to_num(array, nan=float(np.nanmean(array))), mark), 1 - alone) > LEAK:
            raise TellsTheAnswer(name)
    blank = [Factor(n, float(np.nanmean(a)), float(np.nanstd(a)), 0.0, 0.0, 0.0) for n, a in known.items()]
    table = np.column_stack([np.ones(len(mark)), *(_standard(known[f.name], f) for f in blank)])
    beta, spread = _penalised(table, mark)
    reach = normal_quantile(confidence) * spread
    factors = tuple(
        Factor(f.name, f.mean, f.spread, float(b), float(b - d), float(b + d))
        for f, b, d in zip(blank, beta[1:], reach[1:], strict=True)
    )
    return RiskModel(float(beta[0]), factors, 1.0, 0.0, len(mark), int(mark.sum()))


def calibrated(model: RiskModel, columns: Mapping[str, Column], left: Column) -> RiskModel:
    """The model with its log-odds tilted and shifted to what happened to customers it had not seen.

    Raises
        OneFate: all of them left, or all stayed. What ``chance`` raises.
    """
    mark, logit = left_or_here(left), model._logit(columns)
    same_length(left=len(mark), columns=len(logit))
    if not mark.size or mark.min() == mark.max():
        raise OneFate(int(mark[0]) if mark.size else 0, len(mark))
    table = np.column_stack([np.ones(len(mark)), logit])
    (shift, tilt), _ = _penalised(table, mark, np.array([0.0, 1.0]))
    return RiskModel(model.base, model.factors, float(tilt), float(shift), model.n, model.left)


def judge(chance: Column, left: Column, *, confidence: float = 0.95) -> Judged:
    """How well chances told who would leave.

    Raises
        NoResponses, DifferentLengths, MissingValue, NotLeftOrHere. NotAProbability: a chance beyond 0..1.
        OneFate: there is nobody to tell apart.
    References
        Hanley and McNeil (1982), Radiology 143: 29-36, for the interval of the area.
    """
    told, mark = numbers(chance, "chance"), left_or_here(left)
    same_length(chance=len(told), left=len(mark))
    for wrong in np.flatnonzero((told < 0) | (told > 1))[:1]:
        raise NotAProbability(float(told[wrong]), int(wrong))
    if not mark.size:
        raise NoResponses("customers")
    if mark.min() == mark.max():
        raise OneFate(int(mark[0]), len(mark))
    order = np.argsort(-told, kind="stable")
    top = order[: max(round(TOP * len(order)), 1)]
    bins = [part for part in np.array_split(order[::-1], BINS) if part.size]
    return Judged(
        len(mark),
        int(mark.sum()),
        _area_estimate(told, mark, confidence),
        share_of(float(mark[top].sum()), len(top), confidence=confidence),
        float(mark.mean()),
        float(np.mean((told - mark) ** 2)),
        tuple(Bin(len(part), float(told[part].mean()), share_of(float(mark[part].sum()), len(part))) for part in bins),
    )


class OneFate(ValueError):
    """Everybody left, or everybody stayed."""

    def __init__(self, mark: int, n: int):
        super().__init__(
            sentence("all of {n} customers left, so nothing tells leavers apart; use a longer period", n=n)
            if mark
            else sentence("all of {n} customers stayed, so nothing tells leavers apart; use a longer period", n=n)
        )


class NothingDiffers(ValueError):
    """Every column is alike for all customers, or wholly missing."""

    def __init__(self, n: int):
        super().__init__(sentence("no column differs among {n} customers; give columns that do", n=n))


class TellsTheAnswer(ValueError):
    """A column knows who left: it was written afterwards, or is the answer by another name."""

    def __init__(self, name: str):
        super().__init__(
            sentence(
                "{name} alone tells who left almost without fail, as no cause does; take it out, it leaks", name=name
            )
        )


def _standard(column: Column, factor: Factor) -> Floats:
    values = numbers(column, factor.name, missing=True)
    return np.where(np.isnan(values), 0.0, (values - factor.mean) / factor.spread)


def _penalised(table: Floats, mark: Floats, towards: Floats | None = None) -> tuple[Floats, Floats]:
    """Coefficients and their spread; all but the first are drawn towards a point (0 when not given)."""
    centre = np.zeros(table.shape[1]) if towards is None else towards
    weight = np.full(table.shape[1], RIDGE)
    weight[0] = 1e-9

    def loss(beta: Floats) -> tuple[float, Floats]:
        linear = table @ beta
        away = beta - centre
        value = np.logaddexp(0, linear).sum() - mark @ linear + 0.5 * weight @ away**2
        return float(value), table.T @ (special.expit(linear) - mark) + weight * away

    found = optimize.minimize(loss, centre, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    chance = special.expit(table @ found.x)
    information = (table * (chance * (1 - chance))[:, None]).T @ table + np.diag(weight)
    return found.x, np.sqrt(np.diag(np.linalg.inv(information)))


def _area(values: Floats, mark: Floats) -> float:
    """Share of pairs (left, stayed) in which the one who left has the higher value; ties count half."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    left = mark.sum()
    ranks = middle[place]
    return float((ranks[mark == 1].sum() - left * (left + 1) / 2) / (left * (len(mark) - left)))


def _area_estimate(values: Floats, mark: Floats, confidence: float) -> Estimate:
    area, left = _area(values, mark), float(mark.sum())
    stayed = len(mark) - left
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = (area * (1 - area) + (left - 1) * (q1 - area**2) + (stayed - 1) * (q2 - area**2)) / (left * stayed)
    error = float(np.sqrt(max(variance, 0.0)))
    reach = normal_quantile(confidence) * error
    return Estimate(len(mark), area, max(area - reach, 0.0), min(area + reach, 1.0), error)


__all__: Sequence[str] = (
    "Bin", "Factor", "Judged", "NothingDiffers", "OneFate", "RiskModel", "TellsTheAnswer", "calibrated",
    "fit_risk", "judge",
)  # fmt: skip
