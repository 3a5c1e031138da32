"""What goes with a higher answer when the answer is an order and no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from ..sentence import sentence
from .columns import Column, name_beside, numbers, positive_weights, same_length
from .estimator import Estimate, Floats, Integers
from .intervals import normal_quantile
from .refusals import NoResponses

_STEPS, _CLOSE = 60, 1e-10
_SEPARATED = 15.0  # log odds per standard deviation: beyond it nothing but separation is seen


@dataclass(frozen=True, slots=True)
class ProportionalOdds:
    """``slopes`` are log odds of a higher answer per unit; ``cuts`` the thresholds between answers, rising."""

    n: int
    slopes: Mapping[str, Estimate]
    cuts: tuple[float, ...]
    deviance: float


def proportional_odds(
    answers: Column, columns: Mapping[str, Column], weights: Column | None = None, *, confidence: float = 0.95
) -> ProportionalOdds:
    r"""Cumulative logit regression: every threshold of the answer moves alike with a driver.

    .. math:: \operatorname{logit} P(Y \le j) = \zeta_j - x^\top \beta

    Newton's method with the full Hessian, halving steps; Wald intervals.

    Parameters
        answers: shape (n,), any numbers; only their order counts. columns: each driver, shape (n,).
        Rows that miss a number are left out.
        weights: shape (n,), positive; counts of equal rows.
    Raises
        NoResponses: no complete row. OneAnswer: all answers are the same.
        Separated: a driver tells the answers apart perfectly, so its odds have no end.
    References
        McCullagh (1980), JRSS B 42: 109-142. The same numbers as polr of R's MASS.
    """
    names = list(columns)
    given = {**columns, name_beside("answers", names): answers}
    arrays = {name: numbers(column, name, missing=True) for name, column in given.items()}
    same_length(**{name: len(array) for name, array in arrays.items()})
    table = np.column_stack(list(arrays.values()))
    weight = np.ones(len(table)) if weights is None else positive_weights(weights, len(table))
    same_length(answers=len(table), weights=len(weight))
    whole = ~np.isnan(table).any(axis=1)
    if not whole.any():
        raise NoResponses("complete rows")
    table, weight = table[whole], weight[whole]
    levels, code = np.unique(table[:, -1], return_inverse=True)
    if len(levels) < 2:
        raise OneAnswer(float(levels[0]))
    mean, spread = table[:, :-1].mean(axis=0), table[:, :-1].std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    fit = _Fit((table[:, :-1] - mean) / spread, code.astype(np.int64), weight, len(levels) - 1)
    found, curvature = fit.most_likely()
    far = np.flatnonzero(np.abs(found[fit.cuts :]) > _SEPARATED)
    if far.size:
        raise Separated(names[int(far[0])])
    errors = np.sqrt(np.diag(np.linalg.pinv(curvature)))[fit.cuts :] / spread
    slopes, z = found[fit.cuts :] / spread, normal_quantile(confidence)
    parts = zip(names, slopes, errors, strict=True)
    return ProportionalOdds(
        len(table),
        {name: Estimate(len(table), *map(float, (b, b - z * se, b + z * se, se))) for name, b, se in parts},
        tuple((found[: fit.cuts] + slopes @ mean).tolist()),
        2 * fit.loss(found),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Parameters are the cuts, then the slopes; the loss is the negative log-likelihood."""

    x: Floats
    code: Integers
    weight: Floats
    cuts: int

    def most_likely(self) -> tuple[Floats, Floats]:
        share = np.cumsum(np.bincount(self.code, self.weight, self.cuts + 1))[:-1] / self.weight.sum()
        at = np.concatenate([special.logit(share), np.zeros(self.x.shape[1])])
        loss = self.loss(at)
        for _ in range(_STEPS):
            gradient, curvature = self.slope_and_curvature(at)
            step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
            size = 1.0
            while not (new := self.loss(at - size * step)) <= loss and size > 1e-8:
                size /= 2
            at, gain, loss = at - size * step, loss - new, new
            if gain < _CLOSE * (abs(loss) + 1):
                break
        return at, self.slope_and_curvature(at)[1]

    def loss(self, at: Floats) -> float:
        upper, lower = self._edges(at)
        share = special.expit(upper) - special.expit(lower)
        return float(-self.weight @ np.log(share)) if (share > 0).all() else np.inf

    def slope_and_curvature(self, at: Floats) -> tuple[Floats, Floats]:
        upper, lower = self._edges(at)
        up, low = special.expit(upper), special.expit(lower)
        share = np.maximum(up - low, 1e-300)
        first = [each * (1 - each) for each in (up, low)]
        second = [each * (1 - 2 * part) for each, part in zip(first, (up, low), strict=True)]
        designs = [self._design(self.code), self._design(self.code - 1)]
        score = sum((sign * f / share)[:, None] * d for sign, f, d in zip((1, -1), first, designs, strict=True))
        gradient = -(self.weight @ score)
        curvature = score.T @ (score * self.weight[:, None])
        for sign, s, d in zip((1, -1), second, designs, strict=True):
            curvature -= d.T @ (d * (self.weight * sign * s / share)[:, None])
        return gradient, curvature

    def _edges(self, at: Floats) -> tuple[Floats, Floats]:
        """Log odds at the thresholds above and below each answer."""
        cuts = np.concatenate([[-np.inf], at[: self.cuts], [np.inf]])
        moved = self.x @ at[self.cuts :]
        return cuts[self.code + 1] - moved, cuts[self.code] - moved

    def _design(self, cut: Integers) -> Floats:
        """How the log odds at a threshold move with the parameters; not at all beyond the last ones."""
        inside = (cut >= 0) & (cut < self.cuts)
        design = np.zeros((len(cut), self.cuts + self.x.shape[1]))
        design[np.flatnonzero(inside), cut[inside]] = 1.0
        design[:, self.cuts :] = np.where(inside[:, None], -self.x, 0.0)
        return design


class OneAnswer(ValueError):
    """Everybody answered the same."""

    def __init__(self, answer: float):
        super().__init__(sentence("every answer is {answer:g}; there is no higher and lower to explain", answer=answer))


class Separated(ValueError):
    """A column tells the answers apart perfectly; its odds have no end."""

    def __init__(self, name: str):
        super().__init__(
            sentence("{name} tells the answers apart perfectly, so its odds have no end; leave it out", name=name)
        )
