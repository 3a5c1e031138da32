"""How long after a score it shows in the money: which delay foretells best, judged on customers kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .columns import Column, numbers, same_length
from .estimator import Estimate, Floats
from .refusals import NoResponses

BLOCKS, FOLDS = 100, 10


@dataclass(frozen=True, slots=True)
class Delay:
    """``point`` is the money of this delay that one point of the score goes with; ``foretold`` the share of the
    differences in that money which a line learnt from other customers foretells, below 0 where it does harm."""

    point: Estimate
    foretold: Estimate


@dataclass(frozen=True, slots=True)
class Delays:
    """``best`` is the place of the delay that foretells most, None where none foretells anything.

    ``sure`` is the share of redraws in which it is the best, ``rivals`` those that may be as good.
    """

    n: int
    delays: tuple[Delay, ...]
    best: int | None
    sure: float
    rivals: tuple[int, ...]

    @property
    def is_clear(self) -> bool:
        return self.best is not None and not self.rivals


@dataclass(frozen=True, slots=True)
class DelaySums:
    """Sums by block of customers: of the score s, (blocks,), and of the money y of each delay, (blocks, delays)."""

    n: Floats
    s: Floats
    ss: Floats
    y: Floats
    yy: Floats
    sy: Floats

    @classmethod
    def of(cls, score: Column, money: Sequence[Column], blocks: Sequence[int]) -> DelaySums:
        """Of plain columns: the score, the money of each delay, and the block of each customer."""
        s, y = numbers(score, "score"), np.column_stack([numbers(each, "money") for each in money])
        block = np.asarray(blocks, np.int64)
        same_length(score=len(s), money=len(y), blocks=len(block))
        sums = [np.ones_like(s), s, s * s, *y.T, *(y * y).T, *(s[:, None] * y).T]
        added = np.column_stack([np.bincount(block, each, int(block.max(initial=-1)) + 1) for each in sums])
        k = y.shape[1]
        return cls(*added[:, :3].T, *(added[:, 3 + i * k : 3 + (i + 1) * k] for i in range(3)))


def best_delay(sums: DelaySums, *, resamples: int = 1000, confidence: float = 0.95, seed: int = 0) -> Delays:
    r"""The delay between score and money at which the one foretells the other best.

    For each delay a line of money over the score is learnt from nine tenths of the customers and judged on
    the tenth, each tenth in turn, against the mean of the nine:

    .. math:: R^2_d = 1 - \frac{\sum (y_d - \hat a - \hat b s)^2}{\sum (y_d - \bar y)^2}

    Blocks of customers are drawn again for the intervals and for how often the same delay comes out best.

    Raises
        NoResponses: nobody, or no delay.
    References
        Stone (1974), JRSS B 36(2): 111-147, choice by cross-validation.
    """
    if not sums.n.sum() or not sums.y.size:
        raise NoResponses("scores")
    missed, usual = _missed(sums)
    random = np.random.default_rng(seed)
    times = random.multinomial(len(sums.n), np.full(len(sums.n), 1 / len(sums.n)), resamples).astype(np.float64)
    foretold, drawn = (_share(each @ missed, each @ usual) for each in (np.ones((1, len(sums.n))), times))
    slopes, again = (_slopes(sums, each) for each in (np.ones((1, len(sums.n))), times))
    n, levels = int(sums.n.sum()), [(1 - confidence) / 2, (1 + confidence) / 2]
    made = tuple(
        Delay(_estimate(slopes[0, i], again[:, i], n, levels), _estimate(foretold[0, i], drawn[:, i], n, levels))
        for i in range(foretold.shape[1])
    )
    first = int(np.argmax(foretold[0]))
    if made[first].foretold.low <= 0:
        return Delays(n, made, None, 0.0, ())
    ahead = np.quantile(drawn[:, [first]] - drawn, levels[0], axis=0)
    rivals = tuple(int(i) for i in np.flatnonzero(ahead <= 0) if i != first)
    return Delays(n, made, first, float((np.argmax(drawn, axis=1) == first).mean()), rivals)


def _missed(sums: DelaySums) -> tuple[Floats, Floats]:
    """Squares missed in each block by the line, and by the mean, of the customers in other folds."""
    fold = np.arange(len(sums.n)) % FOLDS
    others = (fold[:, None] != fold[None, :]).astype(np.float64)
    n = np.maximum(others @ sums.n, 1)[:, None]
    s, y = (others @ sums.s)[:, None] / n, others @ sums.y / n
    slope, level = _slopes(sums, others), y
    level = level - slope * s
    line = _squares(sums, level, slope)
    return line, _squares(sums, y, np.zeros_like(y))


def _squares(sums: DelaySums, level: Floats, slope: Floats) -> Floats:
    n, s, ss = (each[:, None] for each in (sums.n, sums.s, sums.ss))
    mixed = 2 * (level * slope * s - level * sums.y - slope * sums.sy)
    return np.asarray(sums.yy + n * level**2 + slope**2 * ss + mixed)


def _slopes(sums: DelaySums, times: Floats) -> Floats:
    """Money per point with each block counted so often, shape (draws, delays); 0 where all gave one score."""
    n = np.maximum(times @ sums.n, 1)[:, None]
    s, ss = ((times @ each)[:, None] for each in (sums.s, sums.ss))
    along, spread = times @ sums.sy - s * (times @ sums.y) / n, ss - s * s / n
    spread = np.broadcast_to(spread, along.shape)
    return np.divide(along, spread, out=np.zeros_like(along), where=spread > 1e-9)


def _share(missed: Floats, usual: Floats) -> Floats:
    return 1 - np.divide(missed, usual, out=np.ones_like(missed), where=usual > 0)


def _estimate(value: float, draws: Floats, n: int, levels: list[float]) -> Estimate:
    low, high = np.quantile(draws, levels)
    return Estimate(n, float(value), float(low), float(high), float(draws.std(ddof=1)))
