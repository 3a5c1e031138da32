"""Answers that may not mean what they say: marks on them, and the mean without those marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .change import change
from .columns import Column, numbers, positive_weights, same_length, table, texts_of
from .estimator import Estimate, Floats
from .mean import mean_of_sums
from .refusals import NoResponses
from .top_box import bounds

Marks = NDArray[np.bool_]
ITEMS = 4
"""Ratings of one survey from which on the same mark everywhere is called a straight line."""
APART = 0.6
"""Of the scale: how far a score lies from the mean of its own ratings to contradict them."""
LETTERS = 20
"""Characters from which on the same text in two answers is no coincidence."""
OF_THE_MEDIAN = 0.4
"""Of the median time: whoever takes less has not read the questions."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """Arrays of shape (n,): which answers have the mark, and of which it can be told at all."""

    has: Marks
    judged: Marks


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``flagged`` of ``n`` answers; the mean of the others, and what leaving them out adds to the mean.

    ``rest`` is None where all are flagged or none is, ``shift`` also where it has no interval.
    """

    n: int
    flagged: int
    rest: Estimate | None
    shift: Estimate | None


def straight(ratings: Any) -> Flagged:
    """Who gave the same mark everywhere.

    Parameters
        ratings: shape (n, items), all on one scale; missing ones are left out. It takes four in a row.
    References
        Krosnick (1991), Applied Cognitive Psychology 5: 213-236.
    Examples
        >>> straight([[5, 5, 5, 5], [5, 4, 5, 5], [5, 5, None, None]]).has.tolist()
        [True, False, False]
    """
    given = table(ratings, "ratings", missing=True)
    told = (~np.isnan(given)).sum(axis=1) >= ITEMS
    low = np.where(np.isnan(given), np.inf, given).min(axis=1, initial=np.inf)
    high = np.where(np.isnan(given), -np.inf, given).max(axis=1, initial=-np.inf)
    return Flagged(told & (low == high), told)


def contradicts(scores: Column, ratings: Any, *, scale: str = "0-10", rating_scale: str = "1-5") -> Flagged:
    """Whose score lies .6 of its scale or more from the mean of their own ratings, four or more.

    Parameters
        scores: shape (n,). ratings: shape (n, items), missing allowed. scale, rating_scale: from worst to best.
    Raises
        UnknownScale, DifferentLengths, MissingValue: something is no number.
    Examples
        >>> contradicts([0, 9], [[5, 5, 4, 5], [5, 5, 4, 5]]).has.tolist()
        [True, False]
    """
    said, given = numbers(scores, "scores", missing=True), table(ratings, "ratings", missing=True)
    same_length(scores=len(said), ratings=len(given))
    (low, high), (least, most) = bounds(scale), bounds(rating_scale)
    marks = ~np.isnan(given)
    told = (marks.sum(axis=1) >= ITEMS) & ~np.isnan(said)
    mean = np.where(marks, given, 0).sum(axis=1) / np.maximum(marks.sum(axis=1), 1)
    away = np.abs((np.nan_to_num(said) - low) / (high - low) - (mean - least) / (most - least))
    return Flagged(told & (away >= APART), told)


def repeated(texts: Column) -> Flagged:
    """Whose words, 20 characters or more, stand in another answer too; capitals and spaces around them aside.

    Examples
        >>> repeated(["The courier was friendly!", "the courier was friendly! ", "slow"]).has.tolist()
        [True, True, False]
    """
    words = [(text or "").strip().lower() for text in texts_of(texts)]
    told = np.array([len(text) >= LETTERS for text in words], np.bool_)
    often = Counter(words)
    return Flagged(told & np.array([often[text] > 1 for text in words], np.bool_), told)


def fast(seconds: Column) -> Flagged:
    """Who took less than .4 of the median time.

    Parameters
        seconds: shape (n,), what each took for their answers; missing allowed.
    References
        Greszki, Meyer and Schoen (2015), Public Opinion Quarterly 79(2): 471-503.
    Examples
        >>> fast([100, 120, 30, None]).has.tolist()
        [False, False, True, False]
    """
    took = numbers(seconds, "seconds", missing=True)
    told = ~np.isnan(took)
    median = float(np.median(took[told])) if told.any() else 0.0
    return Flagged(told & (np.nan_to_num(took) < OF_THE_MEDIAN * median), told)


def leaving_out(points: Column, flagged: Column, counts: Column | None = None) -> LeftOut:
    r"""What a mean is without some of its answers, and by how much that moves it.

    .. math:: \Delta = f\, (\bar x_{rest} - \bar x_{flagged})

    f is the share flagged, taken as it is; the interval is that of the difference of two independent means, times f.

    Parameters
        points: shape (n,), what each answer adds to the score. flagged: shape (n,), yes or no.
        counts: shape (n,), answers behind each row; None means one each.
    Raises
        NoResponses, MissingValue, WeightNotPositive, DifferentLengths.
    Examples
        >>> leaving_out([100] * 10 + [100] * 30 + [0] * 48 + [-100] * 12, [True] * 10 + [False] * 90).shift.value
        -8.0
    """
    x, has = numbers(points, "points"), numbers(flagged, "flagged") > 0
    n = np.ones(len(x)) if counts is None else positive_weights(counts, len(x), "counts")
    same_length(points=len(x), flagged=len(has))
    if not x.size:
        raise NoResponses("points")
    out, whole = float(n[has].sum()), float(n.sum())
    if not out or out == whole:
        return LeftOut(round(whole), round(out), None, None)
    rest, those = mean_of(x[~has], n[~has]), mean_of(x[has], n[has])
    moved, share = change(those, rest), out / whole
    if np.isnan(moved.low):
        return LeftOut(round(whole), round(out), rest, None)
    parts = (share * moved.difference, share * moved.low, share * moved.high)
    return LeftOut(round(whole), round(out), rest, Estimate(round(out), *parts, (parts[2] - parts[1]) / 3.92))


def mean_of(points: Floats, n: Floats) -> Estimate:
    """The mean of points given so often; of answers all alike, or of one, an interval without width."""
    found = mean_of_sums(np.array([n.sum(), n @ points, n @ points**2]))
    if np.isnan(found.low):
        return Estimate(found.n, found.value, found.value, found.value, 0.0)
    return found
