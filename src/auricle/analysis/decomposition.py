"""The movement of a score from counts alone: who stayed, left, came, in which segment, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .estimator import Estimate, Floats, Integers
from .intervals import normal_quantile
from .movement import NobodyInBoth
from .refusals import NoResponses

STAYED, GONE, SILENT, NEW, RETURNED = range(5)
STATES = ("stayed", "gone", "silent", "new", "returned")
PARTS = ("rate", "mix", "gone", "silent", "new", "returned")


@dataclass(frozen=True, slots=True)
class Counts:
    """Customers in cells; every array has shape (cells,).

    ``state`` indexes ``STATES``. ``before`` and ``after`` are the points their answer adds, NaN in
    the wave they did not answer. ``segment_before`` and ``segment_after`` number their segment in
    each wave from 0; they are only read for the waves answered.
    """

    state: Integers
    before: Floats
    after: Floats
    segment_before: Integers
    segment_after: Integers
    n: Integers


@dataclass(frozen=True, slots=True)
class Decomposition:
    """``change = within + gone + silent + new + returned``, exactly, and ``within = rate + mix``.

    ``parts`` has one estimate per name of ``PARTS`` in points of the score; ``scores`` is the mean of
    each state at its own wave (NaN where nobody is; of those who stayed in the first wave), ``n`` how
    many are in it. ``by_segment`` has shape (segments, parts): what each segment adds to each part.
    ``had_the_gone_stayed`` is the second wave with the gone still in it, at their last score.
    """

    before: Estimate
    after: Estimate
    change: Estimate
    within: Estimate
    parts: dict[str, Estimate]
    n: dict[str, int]
    scores: dict[str, float]
    by_segment: Floats
    had_the_gone_stayed: Estimate


class _Whole(NamedTuple):
    """Every array has shape (draws,), those by segment (draws, segments)."""

    before: Floats
    after: Floats
    by_segment: Floats
    had_stayed: Floats


def decomposition(counts: Counts, *, resamples: int = 1000, confidence: float = 0.95, seed: int = 0) -> Decomposition:
    r"""Split the change of a score between two waves by who answered in which, with bootstrap intervals.

    .. math:: \Delta = (B_1 - B_0) + \sum_g \lambda_g (B_0 - L_g) + \sum_g \varepsilon_g (E_g - B_1)

    as ``movement`` does; what those who stayed add splits by Kitagawa into scoring differently
    (*rate*) and standing in another segment (*mix*). Customers are resampled, which from counts is
    one multinomial draw, so the work does not grow with the number of customers.

    Raises
        NoResponses: nobody answered in one of the waves. NobodyInBoth: nobody answered in both.
    References
        Melitz and Polanec (2015), RAND Journal of Economics 46(2): 362-375. Kitagawa (1955), JASA 50:
        1168-1194. Efron and Tibshirani (1993), 13.3: percentile intervals.
    """
    n = counts.n.astype(np.float64)
    sizes = np.asarray(np.bincount(counts.state, n, len(STATES)), np.float64)
    _refuse_empty(sizes)
    point = _whole(counts, n[None, :])
    total = int(n.sum())
    drawn = np.random.default_rng(seed).multinomial(total, n / n.sum(), size=resamples).astype(np.float64)
    stayed = drawn[:, counts.state == STAYED].sum(axis=1)
    draws = _whole(counts, drawn[stayed > 0])
    within = [_summed(each)[:, :2].sum(axis=1) for each in (point, draws)]
    return Decomposition(
        _estimate(point.before, draws.before, int(sizes[[STAYED, GONE, SILENT]].sum()), confidence),
        _estimate(point.after, draws.after, int(sizes[[STAYED, NEW, RETURNED]].sum()), confidence),
        _estimate(point.after - point.before, draws.after - draws.before, total, confidence),
        _estimate(within[0], within[1], int(sizes[STAYED]), confidence),
        {
            name: _estimate(_summed(point)[:, i], _summed(draws)[:, i], _size(name, sizes), confidence)
            for i, name in enumerate(PARTS)
        },
        {name: int(size) for name, size in zip(STATES, sizes, strict=True)},
        _scores(counts, sizes),
        point.by_segment[0],
        _estimate(point.had_stayed, draws.had_stayed, int(total - sizes[SILENT]), confidence),
    )


def _refuse_empty(sizes: Floats) -> None:
    if not sizes[[STAYED, GONE, SILENT]].sum():
        raise NoResponses("before")
    if not sizes[[STAYED, NEW, RETURNED]].sum():
        raise NoResponses("after")
    if not sizes[STAYED]:
        raise NobodyInBoth()


def _whole(counts: Counts, n: Floats) -> _Whole:
    """The decomposition of each row of ``n``, shape (draws, cells)."""
    segments = int(max(counts.segment_before.max(), counts.segment_after.max())) + 1
    sums = _Sums(counts, n, segments)
    stayed, first = sums.at(STAYED, "before")
    _, second = sums.at(STAYED, "after")
    was, now = first.sum(axis=1) / stayed.sum(axis=1), second.sum(axis=1) / stayed.sum(axis=1)
    left = [sums.at(state, "before") for state in (GONE, SILENT)]
    came = [sums.at(state, "after") for state in (NEW, RETURNED)]
    n_before = stayed.sum(axis=1) + sum(k.sum(axis=1) for k, _ in left)
    n_after = stayed.sum(axis=1) + sum(k.sum(axis=1) for k, _ in came)
    total_before = first.sum(axis=1) + sum(x.sum(axis=1) for _, x in left)
    total_after = second.sum(axis=1) + sum(x.sum(axis=1) for _, x in came)
    columns = [
        *_kitagawa(stayed, first, *sums.at(STAYED, "after")),
        *((k * was[:, None] - x) / n_before[:, None] for k, x in left),
        *((x - k * now[:, None]) / n_after[:, None] for k, x in came),
    ]
    n_gone, of_gone = (part.sum(axis=1) for part in left[0])
    return _Whole(
        total_before / n_before,
        total_after / n_after,
        np.stack(columns, axis=2),
        (total_after + of_gone) / (n_after + n_gone),
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    counts: Counts
    n: Floats
    segments: int

    def at(self, state: int, wave: str) -> tuple[Floats, Floats]:
        """Customers of a state by their segment in a wave, and the sum of their points there."""
        counts = self.counts
        segment, points = (
            (counts.segment_before, counts.before) if wave == "before" else (counts.segment_after, counts.after)
        )
        cells = np.flatnonzero(counts.state == state)
        member = np.zeros((len(cells), self.segments))
        member[np.arange(len(cells)), segment[cells]] = 1.0
        drawn = self.n[:, cells]
        return drawn @ member, (drawn * points[cells]) @ member


def _kitagawa(n0: Floats, x0: Floats, n1: Floats, x1: Floats) -> tuple[Floats, Floats]:
    """Rate and mix of each segment; one that is empty in a wave has the rate of the other wave and so only mix."""
    share0, share1 = (n / n.sum(axis=1, keepdims=True) for n in (n0, n1))
    rate0, rate1 = _rates(n0, x0, n1, x1), _rates(n1, x1, n0, x0)
    means = [x.sum(axis=1, keepdims=True) / n.sum(axis=1, keepdims=True) for n, x in ((n0, x0), (n1, x1))]
    rate = (share0 + share1) / 2 * (rate1 - rate0)
    return rate, ((rate0 + rate1) / 2 - (means[0] + means[1]) / 2) * (share1 - share0)


def _rates(n: Floats, x: Floats, other_n: Floats, other_x: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(np.where(n > 0, x / n, other_x / other_n))


def _summed(whole: _Whole) -> Floats:
    return np.asarray(whole.by_segment.sum(axis=1))


def _size(part: str, sizes: Floats) -> int:
    return int(sizes[STATES.index(part)] if part in STATES else sizes[STAYED])


def _scores(counts: Counts, sizes: Floats) -> dict[str, float]:
    at = {name: counts.after if state in (NEW, RETURNED) else counts.before for state, name in enumerate(STATES)}
    return {
        name: float((counts.n * at[name])[counts.state == state].sum() / sizes[state]) if sizes[state] else np.nan
        for state, name in enumerate(STATES)
    }


def _estimate(point: Floats, draws: Floats, n: int, confidence: float) -> Estimate:
    normal_quantile(confidence)
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Estimate(n, float(point[0]), float(low), float(high), float(draws.std(ddof=1)))
