"""Weights that make a sample look like the customers it speaks for, one margin at a time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from ..sentence import sentence
from .columns import Column, labelled, labels, numbers, positive_weights, same_length
from .estimator import Estimate, Floats, Integers
from .intervals import t_quantile
from .refusals import LacksColumn, NoResponses

Margins = Mapping[str, Mapping[Hashable, float]]
"""How many customers there are of each kind, by column: ``{"region": {"north": 4000, "south": 6000}}``."""


@dataclass(frozen=True, slots=True)
class Raked:
    """``weights``, shape (n,), sum to the margins' total; ``rounds`` it took.

    ``first`` are the weights raking started from, ``codes`` number each row's category, one array
    per margin; they carry what the margins explain into the standard errors.
    """

    weights: Floats
    rounds: int
    first: Floats
    codes: tuple[Integers, ...]

    def mean(
        self,
        values: Column,
        clusters: Column | None = None,
        sampled_share: float = 0.0,
        confidence: float = 0.95,
    ) -> Estimate:
        r"""Weighted mean of a column, its standard error linearised on the residuals from the margins.

        .. math:: V = (1 - f) \frac{m}{m - 1} \sum_c (z_c - \bar z)^2, \quad z_c = \sum_{i \in c} w_i e_i / \sum w

        w are the raked weights; e is what is left of the value after regression, weighted as before
        raking, on the categories of all margins; c runs over clusters (rows of one customer or
        branch), and without them every row is its own.

        Parameters
            values: shape (n,), nothing missing. clusters: shape (n,), any labels.
            sampled_share: share f of all clusters that was sampled; 0 when they are many.
        Returns
            Estimate: t interval with m - 1 degrees of freedom, NaN with one cluster.
        References
            Deville, Särndal and Sautory (1993), JASA 88: 1013-1020.
        """
        y = numbers(values, "values")
        same_length(values=len(y), weights=len(self.weights))
        z = self.weights * self._residuals(y) / self.weights.sum()
        if clusters is not None:
            labels = labelled(clusters, "clusters")
            same_length(values=len(y), clusters=len(labels))
            z = np.bincount(labels, weights=z)
        m = len(z)
        variance = (1 - sampled_share) * m * z.var(ddof=1) if m > 1 else np.nan
        value, spread = float(self.weights @ y / self.weights.sum()), float(np.sqrt(variance))
        half = float(t_quantile(confidence, np.array(m - 1.0))) * spread
        return Estimate(len(y), value, value - half, value + half, spread)

    def _residuals(self, y: Floats) -> Floats:
        dummies = np.column_stack([codes[:, None] == np.arange(codes.max() + 1) for codes in self.codes]).astype(float)
        weighed = dummies * self.first[:, None]
        # The dummies of each margin sum to 1, so this is singular; any least-squares solution will do.
        coefficients = np.linalg.lstsq(weighed.T @ dummies, weighed.T @ y, rcond=None)[0]
        return np.asarray(y - dummies @ coefficients, np.float64)


def rake(
    columns: Mapping[str, Column],
    margins: Margins,
    weights: Column | None = None,
    *,
    tolerance: float = 1e-10,
    rounds: int = 1000,
) -> Raked:
    """Weights whose totals meet every margin, nearest to the first ones (iterative proportional fitting).

    Parameters
        columns: a category per row for each margin, shape (n,) each, nothing missing.
        margins: number of customers in each category; all margins of one total.
        weights: shape (n,), to start from; None means all alike.
        tolerance: largest relative miss of a category that counts as met.
    Raises
        LacksColumn: a margin of no column. NoResponses: no rows. MissingLabel: a row without a category.
        UnknownCategory: a row's category is not in its margin. EmptyCategory: no row has one that is.
        MarginsDisagree: the margins have different totals.
        NoConvergence: after ``rounds`` the margins are still missed.
    References
        Deming and Stephan (1940), Annals of Mathematical Statistics 11: 427-444.
    Examples
        >>> rake({"sex": ["f", "m", "m"]}, {"sex": {"f": 10, "m": 10}}).weights.tolist()
        [10.0, 5.0, 5.0]
    """
    _refuse_unequal_totals(margins)
    for name in margins:
        if name not in columns:
            raise LacksColumn(name)
    coded = [_coded(name, columns[name], margin) for name, margin in margins.items()]
    rows = len(coded[0][0])
    same_length(**{name: len(codes) for name, (codes, _) in zip(margins, coded, strict=True)})
    first = np.ones(rows) if weights is None else positive_weights(weights, rows)
    weight = first
    for done in range(1, rounds + 1):
        for codes, target in coded:
            weight = weight * (target / np.bincount(codes, weights=weight, minlength=len(target)))[codes]
        if _worst_miss(weight, coded) < tolerance:
            return Raked(weight, done, first, tuple(codes for codes, _ in coded))
    raise NoConvergence(rounds, _worst_miss(weight, coded))


class NoMargins(ValueError):
    """Raking without anything to rake to."""

    def __init__(self) -> None:
        super().__init__(sentence("no margins; give at least one column with the number of customers in each category"))


class UnknownCategory(ValueError):
    """A row of the sample lies outside the margin."""

    def __init__(self, margin: str, category: object, position: int):
        super().__init__(
            sentence(
                "{margin}: category {category!r} at position {position} is not in the margin; add it "
                "with its number of customers, or leave the row out",
                margin=margin,
                category=category,
                position=position,
            )
        )


class EmptyCategory(ValueError):
    """A category of the margin was not sampled (or is said to hold nobody): no weight can fill it."""

    def __init__(self, margin: str, category: object, why: str):
        super().__init__(
            sentence(
                "{margin}: category {category!r} {why}; merge it with a neighbouring category",
                margin=margin,
                category=category,
                why=why,
            )
        )


class MarginsDisagree(ValueError):
    """Margins that add up to different numbers of customers."""

    def __init__(self, totals: Mapping[str, float]):
        said = ", ".join(f"{name} {total:g}" for name, total in totals.items())
        super().__init__(sentence("the margins have different totals: {said}; scale them to one", said=said))


class NoConvergence(RuntimeError):
    """The margins contradict each other in this sample."""

    def __init__(self, rounds: int, miss: float):
        super().__init__(
            sentence(
                "after {rounds} rounds a category is still {miss:.2%} off its margin; merge small "
                "categories or drop a margin",
                rounds=rounds,
                miss=miss,
            )
        )


def _refuse_unequal_totals(margins: Margins) -> None:
    if not margins:
        raise NoMargins()
    totals = {name: float(numbers(list(margin.values()), name).sum()) for name, margin in margins.items()}
    if not np.allclose(list(totals.values()), next(iter(totals.values())), rtol=1e-6):
        raise MarginsDisagree(totals)


def _coded(name: str, column: Column, margin: Mapping[Hashable, float]) -> tuple[Integers, Floats]:
    rows = labels(column, name)
    if not rows:
        raise NoResponses(name)
    number = {category: code for code, category in enumerate(margin)}
    for position, category in enumerate(rows):
        if category not in number:
            raise UnknownCategory(name, category, position)
    codes = np.array([number[category] for category in rows], np.int64)
    counts = np.bincount(codes, minlength=len(margin))
    for (category, target), count in zip(margin.items(), counts, strict=True):
        if not target > 0:
            raise EmptyCategory(name, category, sentence("is said to hold {target:g} customers", target=target))
        if not count:
            raise EmptyCategory(name, category, sentence("has no row in the sample"))
    return codes, numbers(list(margin.values()), name)


def _worst_miss(weight: Floats, coded: list[tuple[Integers, Floats]]) -> float:
    misses = [
        np.abs(np.bincount(codes, weights=weight, minlength=len(target)) / target - 1).max() for codes, target in coded
    ]
    return float(max(misses))
