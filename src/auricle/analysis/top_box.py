"""Share of answers in the best boxes of a scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ..sentence import sentence
from .columns import Column, numbers
from .estimator import Estimate, Estimates, Floats, Statistic, Sums
from .histogram import Histogram
from .intervals import normal_quantile, wilson
from .refusals import NoResponses, ScoreOutOfRange
from .tally import estimate


@dataclass(frozen=True, slots=True)
class TopBox:
    """Share of answers among the best ``boxes`` answers of their scale, with Wilson's interval.

    Input ``below_best``: how many steps the answer lies below the best answer of its own scale
    (0 is the best), so that 5 on 1-5 and, with reversed polarity, 1 on 1-5 are both 0. Whoever
    computes the sums derives it from score, scale and polarity (``below_best`` here does); scales
    of different lengths then need no parameter. With weights the share is weighted and Wilson's
    interval taken at the effective number of answers.
    """

    boxes: int = 2

    name: ClassVar[str] = "top_box"
    inputs: ClassVar[tuple[str, ...]] = ("below_best",)
    statistic: ClassVar[Statistic] = Statistic({"n": ()}, key="below_best")
    formula: ClassVar[str] = r"p = \#\{best - score < k\} / n, \quad \text{Wilson}"
    source: ClassVar[str] = "Wilson (1927), JASA 22; effective n: Korn and Graubard (1998), Survey Methodology 24(2)"

    def __post_init__(self) -> None:
        if self.boxes < 1:
            raise NoBoxes(self.boxes)

    def estimate(self, sums: Sums, *, weighted: bool = False, confidence: float = 0.95) -> Estimates:
        histogram = Histogram.of(sums, weighted)
        _refuse_better_than_best(histogram.key)
        top = (histogram.key < self.boxes).astype(np.float64)
        share = histogram.mean(top)
        low, high = wilson(share, histogram.effective_n(top), confidence)
        spread = (high - low) / (2 * normal_quantile(confidence))
        return Estimates(histogram.count(), share, low, high, spread)


class NoBoxes(ValueError):
    """A top-box share of no boxes."""

    def __init__(self, boxes: int):
        super().__init__(sentence("boxes is {boxes}; a top-box share needs at least 1, and 2 is usual", boxes=boxes))


class UnknownScale(ValueError):
    """A scale that does not say its lowest and highest score."""

    def __init__(self, scale: str):
        super().__init__(
            sentence(
                "scale {scale!r} is not written lowest-highest, such as 1-5 or 0-10; correct the mapping", scale=scale
            )
        )


def bounds(scale: str) -> tuple[int, int]:
    """Lowest and highest score of a scale as asked.

    >>> bounds("1-5")
    (1, 5)
    """
    low, dash, high = scale.partition("-")
    if not (dash and low.isdecimal() and high.isdecimal() and int(low) < int(high)):
        raise UnknownScale(scale)
    return int(low), int(high)


def below_best(scores: Column, scale: str = "1-5", polarity: int = 1) -> Floats:
    """Steps each score lies below the best one of its scale; with polarity -1 the lowest is best."""
    low, high = bounds(scale)
    values = numbers(scores, "scores")
    wrong = np.flatnonzero((values < low) | (values > high) | (values != np.floor(values)))
    if wrong.size:
        raise ScoreOutOfRange(float(values[wrong[0]]), low, high, int(wrong[0]))
    return np.asarray(high - values if polarity >= 0 else values - low)


def top_box(
    scores: Column,
    weights: Column | None = None,
    *,
    scale: str = "1-5",
    polarity: int = 1,
    boxes: int = 2,
    confidence: float = 0.95,
) -> Estimate:
    """Share of answers in the best ``boxes`` of the scale; CSAT is that of two.

    Parameters
        scores: shape (n,), whole numbers on the scale, nothing missing.
        weights: shape (n,), positive; None means all alike.
        scale: lowest-highest as asked. polarity: -1 when the lowest score is best.
    Returns
        Estimate: value, low, high as shares 0..1.
    Raises
        NoResponses, ScoreOutOfRange, UnknownScale, NoBoxes.
    Examples
        >>> top_box([5, 4, 3, 1]).value
        0.5
    """
    steps = below_best(scores, scale, polarity)
    if not steps.size:
        raise NoResponses("scores")
    return estimate(TopBox(boxes), {"below_best": steps}, weights, confidence)


def _refuse_better_than_best(steps: Floats) -> None:
    wrong = np.flatnonzero(steps < 0)
    if wrong.size:
        raise BetterThanBest(float(-steps[wrong[0]]))


class BetterThanBest(ValueError):
    """A score beyond the best answer of its scale."""

    def __init__(self, steps: float):
        super().__init__(
            sentence(
                "a score lies {steps:g} above the best of its scale; correct the scale in the mapping", steps=steps
            )
        )
