"""Which channels conversions are owed to: by what would be lost without each, or by fair shares."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from ..sentence import sentence
from .columns import Column, numbers, paths_of, same_length
from .estimator import Floats
from .refusals import NegativeCount, NoResponses

Paths = Sequence[Sequence[Hashable]] | Any
"""The channels of each path in the order they were met; shape (n,), a list per path."""


@dataclass(frozen=True, slots=True)
class Removal:
    """First-order Markov attribution; arrays of shape (channels,).

    ``effect`` is the share of conversions lost without the channel. The effects overlap and sum to
    more than 1; ``conversions`` divides all conversions in their proportion.
    """

    channels: tuple[Hashable, ...]
    effect: Floats
    conversions: Floats


@dataclass(frozen=True, slots=True)
class FairShares:
    """Shapley attribution: ``conversions`` per channel, shape (channels,); they sum to all of them."""

    channels: tuple[Hashable, ...]
    conversions: Floats


def removal_effects(paths: Paths, converted: Column, lost: Column) -> Removal:
    r"""What would be lost without each channel, from the chain of channels.

    .. math:: RE_i = \frac{N_{0i}}{N_{ii}} \frac{b_i}{b_0}, \quad N = (I - Q)^{-1}

    Q are the chances of going from one channel (0 is the start) to the next, b the chances of
    converting in the end; N₀ᵢ / Nᵢᵢ is the chance of ever meeting channel i. Exact, from one inverse,
    where it is usual to simulate millions of paths.

    Parameters
        paths: shape (n,). converted, lost: shape (n,), how many walked the path and did or did not
        convert; not negative.
    Raises
        NoResponses: no paths. NotAPath, EmptyPath, NegativeCount: name the first. NoConversions: there are none.
        MissingValue, DifferentLengths.
    References
        Anderl, Becker, von Wangenheim and Schumann (2016), Int. J. Research in Marketing 33: 457-474.
        Kemeny and Snell (1960), Finite Markov Chains, ch. 3.
    """
    rows, won, missed = _refused(paths, converted, lost)
    names = list(dict.fromkeys(chain.from_iterable(rows)))
    number = dict(zip(names, range(1, len(names) + 1), strict=True))
    lengths = np.array([len(row) for row in rows])
    steps = np.fromiter(map(number.__getitem__, chain.from_iterable(rows)), np.int64, int(lengths.sum()))
    ends_at, size = np.cumsum(lengths) - 1, len(names) + 1
    before = np.append(0, steps[:-1])
    before[ends_at[:-1] + 1] = 0
    moves = np.bincount(before * size + steps, np.repeat(won + missed, lengths), size * size).reshape(size, size)
    last = steps[ends_at]
    ends = np.bincount(last, won, size)
    walked = moves.sum(axis=1) + ends + np.bincount(last, missed, size)
    chance = np.divide(1, walked, out=np.zeros_like(walked), where=walked > 0)
    visits = np.linalg.inv(np.eye(len(ends)) - moves * chance[:, None])
    converting = visits @ (ends * chance)
    effect = (visits[0] / np.diag(visits) * converting / converting[0])[1:]
    return Removal(tuple(names), effect, won.sum() * effect / effect.sum())


def fair_shares(paths: Paths, converted: Column) -> FairShares:
    r"""Each channel's Shapley value, where a set of channels earns the conversions it could have had alone.

    .. math:: v(S) = \sum_{paths \subseteq S} c, \quad \phi_i = \sum_{paths \ni i} c / |path|

    A path earns in exactly the sets that hold all of its channels, so its conversions fall in equal
    parts to its distinct channels: exact for any number of channels. Order and repetition do not count.

    Parameters
        paths: shape (n,). converted: shape (n,), conversions (or their value), not negative.
    Raises
        As ``removal_effects``.
    References
        Shapley (1953), in Contributions to the Theory of Games II: unanimity games.
    Examples
        >>> fair_shares([["ad", "mail"], ["mail"]], [6, 4]).conversions.tolist()
        [3.0, 7.0]
    """
    rows, won, _ = _refused(paths, converted, np.zeros(len(converted)))
    owed: dict[Hashable, float] = {}
    for row, count in zip(rows, won.tolist(), strict=True):
        distinct = dict.fromkeys(row)
        for channel in distinct:
            owed[channel] = owed.get(channel, 0.0) + count / len(distinct)
    return FairShares(tuple(owed), np.array(list(owed.values())))


class EmptyPath(ValueError):
    """A path that met no channel."""

    def __init__(self, position: int):
        super().__init__(
            sentence(
                "path at position {position} has no channel; name what led there, such as 'direct'", position=position
            )
        )


class NoConversions(ValueError):
    """Nobody converted, so nothing can be owed."""

    def __init__(self, paths: int):
        super().__init__(
            sentence("none of {paths} paths led to a conversion; choose another conversion, or more days", paths=paths)
        )


def _refused(paths: Paths, converted: Column, lost: Column) -> tuple[list[tuple[Hashable, ...]], Floats, Floats]:
    rows = paths_of(paths)
    won, missed = numbers(converted, "converted"), numbers(lost, "lost")
    same_length(paths=len(rows), converted=len(won), lost=len(missed))
    if not rows:
        raise NoResponses("paths")
    for position, row in enumerate(rows):
        if not row:
            raise EmptyPath(position)
    for wrong in np.flatnonzero((won < 0) | (missed < 0))[:1]:
        raise NegativeCount(float(min(won[wrong], missed[wrong])), int(wrong))
    if not won.any():
        raise NoConversions(len(rows))
    return rows, won, missed
