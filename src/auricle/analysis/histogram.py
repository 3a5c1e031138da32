"""A histogram per group, weighted or not, and what every estimator asks of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..sentence import sentence
from .estimator import Floats, Integers, Sums


@dataclass(frozen=True, slots=True)
class Histogram:
    """Cells of ``groups`` groups: their key, count ``n``, sum of weights ``w`` and of squared weights ``ww``.

    Without weights every answer weighs 1, so that ``w`` and ``ww`` are ``n`` and each formula below
    is the unweighted one.
    """

    groups: int
    group: Integers
    key: Floats
    n: Floats
    w: Floats
    ww: Floats
    weighted: bool

    @classmethod
    def of(cls, sums: Sums, weighted: bool) -> Histogram:
        if sums.group is None or sums.key is None:
            raise NotAHistogram()
        key, group = np.asarray(sums.key, np.float64), np.asarray(sums.group, np.int64)
        told = ~np.isnan(key)  # a value without a cell (a negative duration) is a missing one
        n, w, ww = (sums.sums[name][told] for name in (("n", "w", "ww") if weighted else ("n", "n", "n")))
        return cls(sums.groups, group[told], key[told], n, w, ww, weighted)

    def total(self, cells: Floats) -> Floats:
        """A number per cell, added up by group."""
        return np.bincount(self.group, weights=cells, minlength=self.groups).astype(np.float64)

    def count(self) -> Integers:
        return np.rint(self.total(self.n)).astype(np.int64)

    def mean(self, y: Floats) -> Floats:
        """Weighted mean by group of ``y``, a number per cell; NaN for a group without answers."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.total(self.w * y) / self.total(self.w))

    def variance_of_mean(self, y: Floats) -> Floats:
        r"""Linearised variance of that mean: :math:`\sum w^2 (y - \bar y)^2 / (\sum w)^2`."""
        squares = (y - self.mean(y)[self.group]) ** 2
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.total(self.ww * squares) / self.total(self.w) ** 2)

    def effective_n(self, y: Floats) -> Floats:
        """How many unweighted answers would tell the mean of ``y`` as well, never more than there are.

        Variance of one answer over the linearised variance of the mean (Korn and Graubard 1998);
        where all answers agree both are 0 and Kish's :math:`(\\sum w)^2 / \\sum w^2` stands in.
        """
        n = self.total(self.n)
        if not self.weighted:
            return n
        squares = (y - self.mean(y)[self.group]) ** 2
        with np.errstate(invalid="ignore", divide="ignore"):
            told = self.total(self.w * squares) / self.total(self.w) / self.variance_of_mean(y)
            kish = self.total(self.w) ** 2 / self.total(self.ww)
        return np.minimum(np.where(np.isfinite(told), told, kish), n)


class NotAHistogram(ValueError):
    """An estimator over a histogram was given plain sums."""

    def __init__(self) -> None:
        super().__init__(sentence("these sums carry no key; compute them with the estimator's own statistic"))
