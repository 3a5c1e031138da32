"""Which points of many series are not what their own past led one to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from ..sentence import sentence
from .columns import same_length, table
from .discovery import adjusted_p
from .estimator import Floats

LOOK_BACK = 24
FEWEST_BEFORE = 6
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Surprises:
    """Shape (series, points) each; NaN where nothing can be told.

    ``expected`` is the past's mean, ``shift`` what a point is above it with its ``standard_error``; ``p`` is
    adjusted for all points tested. ``touched`` is the share of those behind a point for whom it is
    different: 0 for none, 1 for all.
    """

    expected: Floats
    shift: Floats
    standard_error: Floats
    z: Floats
    p: Floats
    touched: Floats
    tested: int


def surprises(
    values: Floats, standard_errors: Floats, n: Floats, *, first: int = 0, is_share: bool, among: int = 0
) -> Surprises:
    r"""How unexpected each point is, against up to 24 points of its own series before it.

    .. math:: t = (v - c) / (\varphi \sqrt{s^2 / n + s^2 / N}), \quad c = \sum n_i v_i / N

    s² is the variance of one observation, pooled over the past; φ² is by how much the past varied more
    than that alone makes it (never below 1). t has Student's distribution with one degree less than
    points in the past; p values are Benjamini and Hochberg's over all points tested.

    Parameters
        values, standard_errors, n: shape (series, points), in order of time, NaN where missing.
        first: points before it are past only and not tested themselves.
        among: how many points were tested before, of which these are a part; 0 when these are all.
        is_share: whether values are shares (0..1), so that a shift is itself a share of people; else the
            share is that by which two normal distributions so far apart differ.
    Raises
        TooShortAPast: no series has six points before one to be tested. DifferentLengths.
    References
        Benjamini and Hochberg (1995), JRSS B 57(1). Laney (2002), Quality Engineering 14(4), for φ.
    """
    values, n = table(values, "values", missing=True), table(n, "n", missing=True)
    standard_errors = table(standard_errors, "standard_errors", missing=True)
    for axis in (0, 1):
        same_length(values=values.shape[axis], standard_errors=standard_errors.shape[axis], n=n.shape[axis])
    series, points = values.shape
    told = np.isfinite(values) & np.isfinite(standard_errors) & (n >= 1)
    weight = np.where(told, n, 0.0)
    found = np.where(told, values, 0.0)
    variance = np.where(told, standard_errors**2 * n, 0.0)
    expected, error, degrees, spread = (np.full((series, points), np.nan) for _ in range(4))
    for at in range(max(first, FEWEST_BEFORE), points):
        past = slice(max(0, at - LOOK_BACK), at)
        w, known = weight[:, past], told[:, past].sum(axis=1)
        total = w.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            centre = (w * found[:, past]).sum(axis=1) / total
            one = (w * variance[:, past]).sum(axis=1) / total
            excess = (w * (found[:, past] - centre[:, None]) ** 2).sum(axis=1) / one / (known - 1)
            noise = np.sqrt(np.maximum(excess, 1.0) * one * (1 / n[:, at] + 1 / total))
        can = (known >= FEWEST_BEFORE) & told[:, at] & (n[:, at] >= FEWEST) & (one > 0)
        expected[can, at], error[can, at] = centre[can], noise[can]
        degrees[can, at], spread[can, at] = known[can] - 1, np.sqrt(one[can])
    tested = int(np.isfinite(error).sum())
    if not tested and not among:
        raise TooShortAPast()
    shift = values - expected
    z = shift / error
    p = 2 * special.stdtr(degrees, -np.abs(z))
    touched = np.abs(shift) if is_share else 2 * special.ndtr(np.abs(shift) / spread / 2) - 1
    return Surprises(expected, shift, error, z, _adjusted(p, among), touched, tested)


def _adjusted(p: Floats, among: int) -> Floats:
    """Points left out of a second look were no discoveries: they count as if their p were 1."""
    more = max(0, among - int(np.isfinite(p).sum()))
    return adjusted_p(np.concatenate([p.ravel(), np.ones(more)]))[: p.size].reshape(p.shape)


class TooShortAPast(ValueError):
    """Nothing has been measured for long enough to expect anything."""

    def __init__(self) -> None:
        super().__init__(
            sentence(
                "no group has {before} periods of answers before the ones looked at, and {n} answers in one of those; "
                "choose a shorter step, a later start, or wait",
                before=FEWEST_BEFORE,
                n=FEWEST,
            )
        )
