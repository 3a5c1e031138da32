"""Scores as customers give them: whole numbers on a scale, with effects that are exact on the mean."""

from __future__ import annotations

import numpy as np

from .columns import Real, Truths, Whole
from .month import Month
from .truth import TRUTH

_SUBJECTS = tuple(d.subject for d in TRUTH.drivers)


def recommendation(month: Month, rng: np.random.Generator, who: Whole) -> Whole:
    """0..10: the customer's lasting attitude, at times one point beside it."""
    beside = rng.random(len(who)) > TRUTH.repeat_share
    step = np.where(rng.random(len(who)) < 0.5, -1, 1)
    return np.clip(month.people.attitude[who] + beside * step, 0, 10)


def satisfaction(month: Month, who: Whole, subject: str) -> Real:
    """The customer's standardised satisfaction with a subject of the drivers."""
    felt: Real = month.people.satisfaction[who, _SUBJECTS.index(subject)]
    return felt


def rated(rng: np.random.Generator, mean: Real | float, standardised: Real, spread: float, noise: float) -> Whole:
    """1..5 around a mean: what the customer feels and the chance of the day."""
    latent = mean + spread * standardised + noise * rng.standard_normal(len(standardised))
    return np.clip(np.rint(latent), 1, 5).astype(np.int64)


def shifted(
    rng: np.random.Generator, scores: Whole, where: Truths, points: float, low: int = 1, high: int = 5
) -> Whole:
    """Moves the mean of the chosen scores by so many points, one point of one answer at a time.

    The share that moves makes up for answers that are at the end of the scale and cannot, so the
    expected effect is exactly ``points`` (as long as the scale leaves room).
    """
    scores, step = scores.copy(), 1 if points > 0 else -1
    owed = abs(points) * where.sum()
    while owed > 1e-9 and (movable := where & (scores != (high if step > 0 else low))).any():
        share = min(1.0, owed / movable.sum())
        scores += step * (movable & (rng.random(len(scores)) < share))
        owed -= share * movable.sum()
    return scores


def missing(rng: np.random.Generator, scores: Whole, share: float) -> Real:
    """Scores of which a share was left out, as NaN."""
    return np.where(rng.random(len(scores)) < share, np.nan, scores.astype(float))
