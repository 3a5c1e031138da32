"""How money answers to a score: the curve through the means of each score, chosen honestly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import optimize

from ..sentence import sentence
from .columns import Column, numbers, positive_weights, same_length, whole_number
from .estimator import Estimate, Floats, Integers
from .intervals import normal_quantile
from .refusals import NoResponses

LINEAR, ACCELERATING, SATURATING, LOGISTIC = "linear", "accelerating", "saturating", "logistic"
BENT = "bent"
PAYS = 0.25
"""Of what a point brings on average over the scale: a further one that brings less no longer pays."""
_PARAMETERS = {LINEAR: 2, BENT: 3, LOGISTIC: 4}
_STEEPEST, _STEPS = 12.0, 961
_WORTH_A_PARAMETER = 2.0  # of AICc


@dataclass(frozen=True, slots=True)
class Scores:
    """Sums per score, arrays of shape (scores,) in rising order: customers, their money and its squares.

    >>> Scores.of([9, 9, 3], [20.0, 40.0, 10.0]).x.tolist()
    [10.0, 60.0]
    """

    score: Floats
    n: Floats
    x: Floats
    xx: Floats

    @classmethod
    def of(cls, scores: Column, money: Column) -> Scores:
        """From a row per customer: the score they gave and what they brought, shape (n,) each.

        Raises
            MissingValue, NumberTooLarge, DifferentLengths.
        """
        given, brought = numbers(scores, "scores"), numbers(money, "money")
        same_length(scores=len(given), money=len(brought))
        score, place = np.unique(given, return_inverse=True)
        sums = (np.bincount(place, each, len(score)) for each in (np.ones(len(given)), brought, brought**2))
        return cls(score, *(each.astype(np.float64) for each in sums))

    @property
    def mean(self) -> Floats:
        return np.asarray(self.x / self.n)

    @property
    def within(self) -> float:
        """Sum of squares around the score's own means, each as heavy as its score."""
        return float(self._squares @ (self.weight / self.n))

    @property
    def variance(self) -> Floats:
        """Of one customer's money at each score; its logarithm follows the score along a line.

        Who scores lower often spends less, and so more alike. A score's own variance would be least where by chance
        nobody spent much, and then weigh most.
        """
        freedom = self.n - 1
        pooled = float(self._squares.sum() / max(freedom.sum(), 1))
        known = (freedom > 0) & (self._squares > 0)
        if known.sum() < 3:
            return np.full(len(self.n), pooled)
        own = self._squares[known] / freedom[known]
        slope = np.polyfit(self.score[known], np.log(own), 1, w=np.sqrt(freedom[known]))[0]
        along = np.exp(slope * (self.score - self.score.mean()))
        return np.asarray(along * float((self._squares / along).sum() / freedom.sum()))

    @property
    def weight(self) -> Floats:
        """How much the mean of each score tells: its customers, the more the more alike they spend."""
        variance = self.variance
        typical = float(np.average(variance, weights=self.n))
        return np.asarray(self.n * typical / variance if typical else self.n)

    @property
    def standard_error(self) -> Floats:
        """Of each mean; a score given too seldom to have a spread of its own takes that of the line."""
        with np.errstate(invalid="ignore", divide="ignore"):
            own = self._squares / (self.n - 1)
        return np.asarray(np.sqrt(np.where(self.n > 4, own, self.variance) / self.n))

    @property
    def _squares(self) -> Floats:
        return np.asarray(np.maximum(self.xx - self.x**2 / self.n, 0))


@dataclass(frozen=True, slots=True)
class Step:
    """What one point more is worth to a customer at ``score``."""

    score: float
    n: int
    mean: Estimate
    fitted: Estimate
    gain: Estimate | None


@dataclass(frozen=True, slots=True)
class Response:
    """``shape`` is the curve chosen; ``bend`` its k where it bends, with its interval.

    ``point`` is the mean gain were everybody below the top to give one point more. From ``enough`` on
    no further point is clearly worth anything, or each brings less than a quarter of what a point
    brings on average; None where every point pays. ``gains`` are AICc of the
    linear curve less that of each other one. ``isotonic`` is the share of the differences between
    the scores' means that any rising curve could follow, ``followed`` the share that this one does.
    """

    n: int
    shape: str
    bend: Estimate | None
    point: Estimate
    enough: float | None
    steps: tuple[Step, ...]
    gains: dict[str, float]
    followed: float
    isotonic: float


def response(scores: Scores, *, resamples: int = 500, confidence: float = 0.95, seed: int = 0) -> Response:
    r"""The curve of money over a score from sums per score, linear unless another is clearly better.

    .. math:: y = a + b \frac{e^{kx} - 1}{e^k - 1}, \quad x = \frac{score - low}{high - low}

    is linear at k = 0, accelerates above and saturates below; a logistic curve is tried too. Fitted by least squares,
    the mean of a score being as heavy as its ``weight``. Another curve than the line must gain more than 2 of AICc.
    Intervals draw the means of the scores anew from their standard errors and fit again.

    Parameters
        scores: sums per score; ``Scores.of`` makes them of a row per customer.
    Raises
        NoResponses: nobody. OneScore: everybody gave the same score. WeightNotPositive: a score that nobody gave.
        NotRising: the scores are not in order. MissingValue, DifferentLengths.
    References
        Hurvich and Tsai (1989), Biometrika 76(2): 297-307, AICc. Ayer and others (1955): isotonic.
    """
    normal_quantile(confidence)
    resamples = whole_number(resamples, "resamples", 2)
    scores = _refused(scores)
    x = (scores.score - scores.score[0]) / (scores.score[-1] - scores.score[0])
    n, weight, customers = scores.n, scores.weight, int(scores.n.sum())
    fits = {name: _fitted(shapes, weight, scores.mean[None]) for name, shapes in _shapes(x).items()}
    aicc = {name: _aicc(scores, fit.values[0], _PARAMETERS[name]) for name, fit in fits.items()}
    gains = {name: aicc[LINEAR] - value for name, value in aicc.items() if name != LINEAR}
    best = _best(gains)
    drawn = np.random.default_rng(seed).normal(scores.mean, scores.standard_error, size=(resamples, len(x)))
    shapes, fit = _shapes(x)[best], fits[best].values[0]
    again = _fitted(shapes, weight, drawn)
    k, bends = (shapes.bend[each.shape] for each in (fits[best], again))
    steps = _steps(scores, fit, again.values, confidence)
    below = n[:-1] / n[:-1].sum() if n[:-1].sum() else np.full(len(x) - 1, 1 / (len(x) - 1))
    width = np.diff(scores.score)
    gain, drawn_gains = (np.diff(values, axis=-1) / width @ below for values in (fit, again.values))
    spread = float(weight @ (scores.mean - np.average(scores.mean, weights=weight)) ** 2)
    return Response(
        customers,
        best if best != BENT else (ACCELERATING if k[0] > 0 else SATURATING),
        _estimate(float(k[0]), bends, customers, confidence) if best == BENT else None,
        _estimate(float(gain), drawn_gains, customers, confidence),
        _enough(steps),
        steps,
        gains,
        _followed(scores, fit, spread),
        _followed(scores, isotonic(scores.mean, weight), spread),
    )


def isotonic(means: Column, weights: Column) -> Floats:
    """The rising means nearest to the given ones: neighbours that fall are pooled.

    >>> isotonic([1.0, 3.0, 2.0], [1, 1, 1]).tolist()
    [1.0, 2.5, 2.5]
    """
    values = numbers(means, "means")
    weight = positive_weights(weights, len(values))
    pools: list[list[float]] = []  # mean, weight, how many
    for value, heavy in zip(values.tolist(), weight.tolist(), strict=True):
        pools.append([value, heavy, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, heavy, count = pools.pop()
            last = pools[-1]
            total = last[1] + heavy
            pools[-1] = [(last[0] * last[1] + mean * heavy) / total, total, last[2] + count]
    return np.repeat([pool[0] for pool in pools], [int(pool[2]) for pool in pools])


def least_squares(
    curve: Callable[[Floats, Floats], Floats], start: Column, x: Column, y: Column, weights: Column | None = None
) -> Floats:
    """Parameters of any curve by weighted least squares; ``curve(parameters, x)`` gives its values.

    >>> least_squares(lambda p, x: p[0] * x, [1.0], [1.0, 2.0], [3.0, 6.0]).round(6).tolist()
    [3.0]
    """
    across, along = numbers(x, "x"), numbers(y, "y")
    root = np.sqrt(np.ones(len(across)) if weights is None else numbers(weights, "weights"))
    found = optimize.least_squares(
        lambda p: root * (curve(p, across) - along), numbers(start, "start"), xtol=1e-12, ftol=1e-12, gtol=1e-12
    )
    return np.asarray(found.x, np.float64)


class OneScore(ValueError):
    """Everybody gave the same score."""

    def __init__(self, score: float):
        super().__init__(
            sentence("everybody gave {score:g}; money cannot be compared along a score that does not vary", score=score)
        )


class NotRising(ValueError):
    """Sums per score in no order."""

    def __init__(self, before: float, score: float):
        super().__init__(
            sentence(
                "score {score:g} comes after {before:g}; give each score once, the lowest first",
                score=score,
                before=before,
            )
        )


def _refused(scores: Scores) -> Scores:
    parts = {name: numbers(getattr(scores, name), name) for name in ("score", "n", "x", "xx")}
    same_length(**{name: len(part) for name, part in parts.items()})
    if not parts["n"].size:
        raise NoResponses("scores")
    positive_weights(parts["n"], len(parts["n"]))
    for wrong in np.flatnonzero(np.diff(parts["score"]) <= 0)[:1]:
        raise NotRising(*parts["score"][wrong : wrong + 2].tolist())
    if len(parts["n"]) < 2:
        raise OneScore(float(parts["score"][0]))
    return Scores(**parts)


class _Shapes(NamedTuple):
    """Shapes of one family, shape (shapes, scores), each from 0 to 1 or so, and the bend of each."""

    curves: Floats
    bend: Floats


class _Fitted(NamedTuple):
    """For each row of means: the best shape scaled to it, shape (draws, scores), and which it is."""

    values: Floats
    shape: Integers


def _shapes(x: Floats) -> dict[str, _Shapes]:
    """The families that so many scores can tell apart."""
    found = {LINEAR: _Shapes(x[None], np.zeros(1))}
    if len(x) > 3:
        k = np.linspace(-_STEEPEST, _STEEPEST, _STEPS)
        k = k[np.abs(k) > 1e-6]
        found[BENT] = _Shapes(np.expm1(k[:, None] * x) / np.expm1(k[:, None]), k)
    if len(x) > 5:
        centre, steep = (each.ravel() for each in np.meshgrid(np.linspace(0.1, 0.9, 33), np.geomspace(4, 40, 12)))
        found[LOGISTIC] = _Shapes(1 / (1 + np.exp(-steep[:, None] * (x - centre[:, None]))), steep)
    return found


def _fitted(shapes: _Shapes, weight: Floats, means: Floats) -> _Fitted:
    """For a given shape the curve is a straight line in it, so every shape is tried at once."""
    curves = shapes.curves - np.average(shapes.curves, axis=1, weights=weight)[:, None]
    spread = curves**2 @ weight
    slope = np.divide(means @ (curves * weight).T, spread, out=np.zeros((len(means), len(spread))), where=spread > 0)
    best = np.argmax(slope**2 * spread, axis=1)
    level = np.average(means, axis=1, weights=weight)
    values = level[:, None] + slope[np.arange(len(means)), best][:, None] * curves[best]
    return _Fitted(values, best.astype(np.int64))


def _aicc(scores: Scores, fit: Floats, parameters: int) -> float:
    n, p = float(scores.n.sum()), parameters + 1
    rounding = 1e-12 * max(float(scores.xx.sum()), 1.0)
    squares = max(scores.within + float(scores.weight @ (scores.mean - fit) ** 2), rounding)
    if n <= p + 1:
        return np.inf if parameters > 2 else 0.0
    return float(n * np.log(squares / n) + 2 * p + 2 * p * (p + 1) / (n - p - 1))


def _best(gains: dict[str, float]) -> str:
    best, gain = LINEAR, 0.0
    for name in (BENT, LOGISTIC):
        if gains.get(name, -np.inf) > gain + _WORTH_A_PARAMETER:
            best, gain = name, gains[name]
    return best


def _steps(scores: Scores, fit: Floats, curves: Floats, confidence: float) -> tuple[Step, ...]:
    steps = []
    errors, z = scores.standard_error, normal_quantile(confidence)
    for i, score in enumerate(scores.score):
        n, mean, error = int(scores.n[i]), float(scores.mean[i]), float(errors[i])
        gain = None
        if i + 1 < len(fit):
            width = scores.score[i + 1] - score
            drawn = (curves[:, i + 1] - curves[:, i]) / width
            gain = _estimate(float((fit[i + 1] - fit[i]) / width), drawn, n, confidence)
        fitted = _estimate(float(fit[i]), curves[:, i], n, confidence)
        steps.append(Step(float(score), n, Estimate(n, mean, mean - z * error, mean + z * error, error), fitted, gain))
    return tuple(steps)


def _enough(steps: tuple[Step, ...]) -> float | None:
    """The least score from which on no further point pays; None where every point does."""
    first, last = steps[0], steps[-1]
    least = PAYS * abs(last.fitted.value - first.fitted.value) / (last.score - first.score)
    level = None
    for step in reversed(steps):
        if step.gain and step.gain.low > 0 and step.gain.high >= least:
            break
        level = step.score
    return None if level == last.score else level


def _followed(scores: Scores, fit: Floats, spread: float) -> float:
    return 1 - float(scores.weight @ (scores.mean - fit) ** 2) / spread if spread > 0 else 1.0


def _estimate(value: float, draws: Floats, n: int, confidence: float) -> Estimate:
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(n, value, float(low), float(high), float(np.std(draws, ddof=1)))
