"""The paths of channels that end in a conversion, or in nothing, from touches in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numba import njit

from .estimator import Integers
from .following import Numbers, grown, seats, slot

_FIRST_ROOM = 1 << 10
Steps = Numbers | Integers


class Converting:
    """Distinct paths with how often each converted and how often it did not.

    A run's touches are cut behind each conversion; what comes behind its last one converted nobody. Of a path count
    only touches at most ``look_back`` before its last one, and a channel met twice running counts once.

    Parameters
        channels: their names by code. look_back: microseconds.
    Examples
        >>> found = Converting(["search", "shop"], 10)
        >>> runs, times = np.array([1, 1, 1, 2], np.uint64), np.array([0, 5, 7, 7])
        >>> found.take(runs, times, np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]))
        >>> found.paths()
        ([('search', 'shop'), ('shop',)], array([1, 0]), array([0, 1]))
    """

    def __init__(self, channels: Sequence[str], look_back: int):
        self._channels, self._look_back = tuple(channels), min(look_back, np.iinfo(np.int64).max)
        self._blocks, self._lasts = np.zeros(_FIRST_ROOM, np.int64), np.zeros(_FIRST_ROOM, np.int64)
        self._known, self._starts = np.zeros(_FIRST_ROOM, np.uint64), np.zeros(_FIRST_ROOM + 1, np.int64)
        self._won, self._lost = np.zeros(_FIRST_ROOM, np.int64), np.zeros(_FIRST_ROOM, np.int64)
        self._taken = np.zeros(_FIRST_ROOM, np.int64)
        self._slots = seats(self._known[:0], _FIRST_ROOM)
        self._run, self._head, self._tail, self._count = np.uint64(0), 0, 0, 0

    def take(self, runs: Numbers, microseconds: Integers, channels: Steps, converts: Steps) -> None:
        """Rows behind those before, in order of run and time: each of shape (n,); ``converts`` is 1 or 0."""
        row = 0
        while row < len(runs):
            row, run, self._head, self._tail, self._count = _convert(
                runs, microseconds, channels, converts, row, self._look_back, self._run, self._head, self._tail,
                self._blocks, self._lasts, self._slots, self._known, self._starts, self._taken, self._won, self._lost,
                self._count,
            )  # fmt: skip
            self._run = np.uint64(run)  # a plain number beside one without sign would be compared as doubles
            if row < len(runs):
                self._make_room()

    def paths(self) -> tuple[list[tuple[str, ...]], Integers, Integers]:
        """Each path, how often it converted, and how often not; the run under way counts as it is."""
        if self._tail > self._head:
            self._make_room()
            self._count = _count(
                self._blocks, self._head, self._tail, self._slots, self._known, self._starts, self._taken, self._lost,
                self._count,
            )  # fmt: skip
            self._head = self._tail = 0
        ends = self._starts[: self._count + 1].tolist()
        taken = [self._channels[code] for code in self._taken[: ends[-1]].tolist()]
        ways = [tuple(taken[start:end]) for start, end in pairwise(ends)]
        return ways, self._won[: self._count], self._lost[: self._count]

    def _make_room(self) -> None:
        """Twice as much wherever there is little left."""
        length = self._tail - self._head
        for column in (self._blocks, self._lasts):
            column[:length] = column[self._head : self._tail].copy()
        self._head, self._tail = 0, length
        if 2 * length > len(self._blocks):
            self._blocks, self._lasts = (
                grown(column, length, 2 * len(column)) for column in (self._blocks, self._lasts)
            )
        if 4 * length + 4 + 2 * self._starts[self._count] > len(self._taken):
            self._taken = grown(self._taken, self._starts[self._count], 2 * len(self._taken) + 4 * length + 4)
        if 2 * self._count + 4 > len(self._known):
            self._known, self._won, self._lost = (
                grown(column, self._count, 2 * len(column)) for column in (self._known, self._won, self._lost)
            )
            self._starts = grown(self._starts, self._count + 1, 2 * len(self._starts))
            self._slots = seats(self._known[: self._count], len(self._known))


@njit(cache=True, nogil=True)
def _convert(  # type: ignore[no-untyped-def]
    runs, instants, channels, converts, row, look_back, run, head, tail, blocks, lasts, slots, known, starts, taken,
    won, lost, count,
):  # fmt: skip
    """Until there is no room. A block is a channel met once or several times running, with the last of these times."""
    while row < len(runs):
        if tail == len(blocks) or count + 2 > len(known) or starts[count] + 2 * (tail - head + 1) > len(taken):
            break
        if runs[row] != run:
            if tail > head:
                count = _count(blocks, head, tail, slots, known, starts, taken, lost, count)
            head, tail, run = 0, 0, runs[row]
        at, channel = instants[row], np.int64(channels[row])
        while head < tail and at - lasts[head] > look_back:
            head += 1
        if tail > head and blocks[tail - 1] == channel:
            lasts[tail - 1] = at
        else:
            blocks[tail], lasts[tail] = channel, at
            tail += 1
        if converts[row]:
            count = _count(blocks, head, tail, slots, known, starts, taken, won, count)
            head, tail = 0, 0
        row += 1
    return row, run, head, tail, count


@njit(cache=True, nogil=True)
def _count(blocks, head, tail, slots, known, starts, taken, tally, count):  # type: ignore[no-untyped-def]
    number = np.uint64(14695981039346656037)  # FNV-1a of the codes, then mixed, since low bits choose the slot
    for place in range(head, tail):
        number = (number ^ np.uint64(blocks[place] + 1)) * np.uint64(1099511628211)
    number ^= number >> np.uint64(32)
    place = slot(slots, known, number)
    if slots[place] < 0:
        slots[place], known[count] = count, number
        end = starts[count]
        for block in range(head, tail):
            taken[end] = blocks[block]
            end += 1
        count += 1
        starts[count] = end
    tally[slots[place]] += 1
    return count
