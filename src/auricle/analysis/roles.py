"""What part each channel plays on the way to a conversion: it opens, helps along, or closes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from .columns import Column, numbers, paths_of, same_length
from .estimator import Estimate
from .proportion import share_of
from .refusals import NegativeCount


@dataclass(frozen=True, slots=True)
class Role:
    """Conversions that a channel began (``first``), helped along (``assist``), ended (``last``), or had alone.

    One channel may do all three on one path; ``on`` counts the paths it is on at all.
    """

    channel: Hashable
    on: int
    first: int
    assist: int
    last: int
    alone: int


@dataclass(frozen=True, slots=True)
class Ends:
    """Conversions that began in one channel and ended in another, or the same."""

    first: Hashable
    last: Hashable
    conversions: int


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles by channel, most paths first; ``ends`` by first and last channel, most conversions first."""

    conversions: int
    roles: tuple[Role, ...]
    ends: tuple[Ends, ...]

    def crossing(self, first: frozenset[Hashable], last: frozenset[Hashable]) -> Estimate:
        """Share of the conversions begun in one set of channels that ended in the other; n is those begun."""
        begun = [pair for pair in self.ends if pair.first in first]
        crossed = sum(pair.conversions for pair in begun if pair.last in last)
        return share_of(crossed, sum(pair.conversions for pair in begun))


def roles(paths: Column, converted: Column) -> Roles:
    """Roles of channels on paths that converted.

    An assist is a place on the path that is neither its first nor its last.

    Parameters
        paths: shape (n,), a list of channels per path. converted: shape (n,), how many converted so.
    Raises
        NotAPath, DifferentLengths, MissingValue, NegativeCount. Paths without a channel are left out.
    References
        Google Analytics' first, assisted and last interactions, counted per path instead of per touch.
    Examples
        >>> found = roles([["ad", "mail", "shop"], ["shop"]], [2, 1])
        >>> [(role.channel, role.first, role.assist, role.last) for role in found.roles]
        [('shop', 1, 0, 3), ('ad', 2, 0, 0), ('mail', 0, 2, 0)]
    """
    rows, won = paths_of(paths), numbers(converted, "converted")
    same_length(paths=len(rows), converted=len(won))
    for wrong in np.flatnonzero(won < 0)[:1]:
        raise NegativeCount(float(won[wrong]), int(wrong))
    counted: dict[Hashable, list[int]] = {}
    ends: dict[tuple[Hashable, Hashable], int] = {}
    for row, n in zip(rows, np.rint(won).astype(int).tolist(), strict=True):
        if not row or not n:
            continue
        ends[row[0], row[-1]] = ends.get((row[0], row[-1]), 0) + n
        middle = set(row[1:-1])
        for channel in dict.fromkeys(row):
            here = counted.setdefault(channel, [0] * 5)
            claims = (True, channel == row[0], channel in middle, channel == row[-1], len(set(row)) == 1)
            for place, claim in enumerate(claims):
                here[place] += n if claim else 0
    found = sorted((Role(channel, *parts) for channel, parts in counted.items()), key=lambda r: (-r.on, str(r.channel)))
    pairs = sorted((Ends(*pair, n) for pair, n in ends.items()), key=lambda each: -each.conversions)
    return Roles(sum(ends.values()), tuple(found), tuple(pairs))
