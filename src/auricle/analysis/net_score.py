"""Net Promoter Score from a histogram of the answers 0 to 10."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .columns import Column, numbers
from .estimator import Estimates, Floats, Statistic, Sums
from .histogram import Histogram
from .intervals import normal_quantile
from .refusals import NoResponses, ScoreOutOfRange
from .tally import estimate

DETRACTORS_ADDED, PASSIVES_ADDED, PROMOTERS_ADDED = 0.75, 1.5, 0.75
ADDED = DETRACTORS_ADDED + PASSIVES_ADDED + PROMOTERS_ADDED


@dataclass(frozen=True, slots=True)
class NetScore:
    """Points in -100..+100; ``standard_error`` and ``interval`` in points."""

    n: int
    points: float
    standard_error: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class NetScoreEstimator:
    """Input ``score``: whole numbers 0 to 10. See ``net_score`` for the formula."""

    name: ClassVar[str] = "net_score"
    inputs: ClassVar[tuple[str, ...]] = ("score",)
    statistic: ClassVar[Statistic] = Statistic({"n": ()}, key="score")
    formula: ClassVar[str] = r"NPS = 100 (p - d), \quad SE = 100 \sqrt{(p' + d' - (p' - d')^2) / (n + 3)}"
    source: ClassVar[str] = "Rocks (2016), The American Statistician 70(4): adjusted Wald"

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        histogram = Histogram.of(sums, weighted)
        _refuse_off_scale(histogram.key, rows=False)
        promoters, detractors = (histogram.key >= 9).astype(np.float64), (histogram.key <= 6).astype(np.float64)
        n = histogram.effective_n(promoters - detractors)
        p, d = histogram.mean(promoters), histogram.mean(detractors)
        centre, standard_error = _adjusted(p, d, n)
        half, value = normal_quantile(confidence) * standard_error, 100 * (p - d)
        return Estimates(
            histogram.count(),
            value,
            np.minimum(np.clip(centre - half, -100, 100), value),
            np.maximum(np.clip(centre + half, -100, 100), value),
            standard_error,
        )


def net_score(ratings: Column, weights: Column | None = None, *, confidence: float = 0.95) -> NetScore:
    r"""Share of promoters (9, 10) minus share of detractors (0 to 6).

    .. math:: NPS = 100 (p - d), \quad SE = 100 \sqrt{(p' + d' - (p' - d')^2) / (n + 3)}

    The point is the raw score. Interval and standard error are the adjusted Wald's: p' and d' are
    the shares after three quarters of a detractor, one and a half passives and three quarters of a
    promoter are added, the interval is centred on 100 (p' - d'), clipped to -100..+100 and, with one
    or two answers, stretched to hold the point. With weights p and d are weighted shares and n is
    the effective number of answers (``Histogram.effective_n``).

    Parameters
        ratings: shape (n,), whole numbers 0..10, nothing missing.
        weights: shape (n,), positive; None means all alike. Only their proportions matter.
    Returns
        NetScore: points in -100..+100, standard_error and interval in points.
    Raises
        NoResponses: n is 0.
        ScoreOutOfRange: names the first bad value and its position.
        MissingValue, WeightNotPositive, DifferentLengths: the same of other bad rows.
    References
        Rocks (2016), The American Statistician 70(4): adjusted Wald, and why.
        Korn and Graubard (1998), Survey Methodology 24(2): effective sample size.
    Examples
        >>> net_score([10, 9, 8, 6, 3]).points
        0.0
    """
    scores = numbers(ratings, "ratings")
    if not scores.size:
        raise NoResponses("ratings")
    _refuse_off_scale(scores, rows=True)
    one = estimate(NetScoreEstimator(), {"score": scores}, weights, confidence)
    return NetScore(one.n, one.value, one.standard_error, one.interval)


def _adjusted(p: Floats, d: Floats, n: Floats) -> tuple[Floats, Floats]:
    p, d = (p * n + PROMOTERS_ADDED) / (n + ADDED), (d * n + DETRACTORS_ADDED) / (n + ADDED)
    return 100 * (p - d), 100 * np.sqrt((p + d - (p - d) ** 2) / (n + ADDED))


def _refuse_off_scale(scores: Floats, *, rows: bool) -> None:
    wrong = np.flatnonzero((scores < 0) | (scores > 10) | (scores != np.floor(scores)))
    if wrong.size:
        raise ScoreOutOfRange(float(scores[wrong[0]]), 0, 10, int(wrong[0]) if rows else None)
