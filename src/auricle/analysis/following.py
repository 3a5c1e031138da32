"""What follows what, from rows that come a batch at a time and lie nearly in order: counted in one compiled pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log1p
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from .estimator import Floats, Integers

Numbers = npt.NDArray[np.uint64]

LEAST_CELL, CELLS = -300, 900
"""Cells of times, a twentieth wide: a microsecond lies above the least and the longest calendar below the last."""
NO_TIME = LEAST_CELL - 1
"""The cell of moves in which no time passed."""
_FIRST_ROOM = 1 << 12
BITS = 64
"""Of so many steps it is also known which runs took them, and took them again."""
_NEAR = 1 << 12
"""How many runs are found again without a search: a customer's lie side by side."""


class TooManyMoves(ValueError):
    """More different moves than were asked to be counted."""


@dataclass(frozen=True, slots=True)
class Moves:
    """How often each step (``before``, ``after``: codes) followed another, by cell of the time between.

    ``cell`` is floor(ln(seconds) / ln(1 + width)), ``NO_TIME`` where none passed.
    """

    before: Integers
    after: Integers
    cell: Integers
    n: Floats
    seconds: Floats


class Following:
    """Counts the moves of runs whose rows arrive in order of time, and tells which runs did not.

    Rows of different runs may lie between each other; those of one moment count in the order in which they come,
    if they come together. A run whose rows came out of order is counted as it came and named in ``out_of_order``:
    count its rows again as they came, take that away, and add them once more in order.

    .. math:: n_{ab} = \\#\\{i : s_i = a,\\ s_{i+1} = b\\}

    Parameters
        steps: how many codes of steps there are. width: relative width of the cells of times.
        most: how many different moves are counted; TooManyMoves when there are more.
    """

    def __init__(self, steps: int, width: float, most: int):
        self.steps, self._width, self._most = steps, log1p(width), most
        self._slots = np.full(_FIRST_ROOM, -1, np.int64)
        self._runs = _empty(_FIRST_ROOM // 2)
        self._count = 0
        self._moves = np.full((steps, steps), -1, np.int64)
        self._n = np.zeros((min(most, steps * steps) + 1, CELLS + 1))
        self._seconds = np.zeros_like(self._n)
        self._kinds = 0
        self._lately = np.zeros(3, np.int64)
        self.taken = np.zeros(steps, np.int64)
        """How often each step was taken."""

    def take(self, runs: Numbers, microseconds: Integers, steps: Integers) -> None:
        """Rows: the number of a run, an instant, the code of a step, each of shape (n,).

        Raises
            TooManyMoves: see ``most``.
        """
        self._make_room(len(runs))
        self._count, self._kinds = _follow(
            runs, microseconds, steps, self._slots, self._runs, self._count, self._moves, self._kinds, self._n,
            self._seconds, self.taken, self._width, self._lately,
        )  # fmt: skip
        if self._kinds > self._most:
            raise TooManyMoves(self._most)

    def _make_room(self, rows: int) -> None:
        """Twice as many slots as there may be runs after these rows."""
        wanted = self._count + rows
        if wanted > len(self._runs):
            wider = _empty(max(wanted, 2 * len(self._runs)))
            wider[: self._count] = self._runs[: self._count]
            self._runs = wider
        size = len(self._slots)
        while size < 2 * wanted:
            size *= 2
        if size > len(self._slots):
            self._slots = np.full(size, -1, np.int64)
            _seat(self._slots, self._runs["number"][: self._count])

    @property
    def numbers(self) -> Numbers:
        """Of each run met, in the order in which they were."""
        return self._runs["number"][: self._count]

    @property
    def paths(self) -> Numbers:
        """A number for the whole path of each run: the same for the same steps in the same order."""
        return self._runs["path"][: self._count]

    def reach(self) -> tuple[Integers, Integers]:
        """Of each step, the runs that took it and those that took it again; for at most ``BITS`` steps."""
        found = np.zeros((2, BITS), np.int64)
        _reach(self._runs, self._count, found)
        return found[0, : self.steps], found[1, : self.steps]

    @property
    def last(self) -> Integers:
        """The code of each run's last step."""
        return self._runs["step"][: self._count]

    @property
    def out_of_order(self) -> npt.NDArray[np.bool_]:
        return self._runs["astray"][: self._count]

    def moves(self) -> Moves:
        before, after = np.nonzero(self._moves >= 0)
        kinds = self._moves[before, after]
        which, cell = np.nonzero(self._n[kinds])
        n, seconds = self._n[kinds[which], cell], self._seconds[kinds[which], cell]
        return Moves(before[which], after[which], cell + NO_TIME, n, seconds)


def codes_of(numbers: Numbers, known: Numbers) -> Integers:
    """The place of each number among ``known``, all of which it must be one of."""
    slots = np.full(1 << (2 * max(len(known), 1)).bit_length(), -1, np.int64)
    _seat(slots, known)
    return np.asarray(_codes(numbers, known, slots))


def combined(parts: Iterable[tuple[Moves, int]], steps: int) -> Moves:
    """Moves added up, each part with its sign, without those of which nothing is left."""
    signed = [
        (moves, sign, (moves.before * steps + moves.after) * CELLS * 2 + moves.cell - NO_TIME) for moves, sign in parts
    ]
    keys, place = np.unique(np.concatenate([key for *_, key in signed]), return_inverse=True)
    n = np.bincount(place, np.concatenate([sign * moves.n for moves, sign, _ in signed]), len(keys))
    seconds = np.bincount(place, np.concatenate([sign * moves.seconds for moves, sign, _ in signed]), len(keys))
    left = n > 0
    pair, cell = np.divmod(keys[left], CELLS * 2)
    sums = (total[left].astype(np.float64) for total in (n, seconds))
    return Moves(pair // steps, pair % steps, cell + NO_TIME, *sums)


def _empty(runs: int) -> npt.NDArray[Any]:
    numbers = [(name, np.uint64) for name in ("number", "path", "seen", "again")]
    kinds = [*numbers, ("at", np.int64), ("step", np.int64), ("row", np.int64), ("astray", np.bool_)]
    return np.zeros(runs, np.dtype(kinds, align=True))


@njit(cache=True)
def _mixed(number):  # type: ignore[no-untyped-def]
    """Spreads a number over all bits (the finalizer of SplitMix64)."""
    number = np.uint64(number)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@njit(cache=True)
def _slot(slots, known, number):  # type: ignore[no-untyped-def]
    """Where a number sits, or the empty slot where it would."""
    mask = np.uint64(len(slots) - 1)
    place = _mixed(number) & mask
    while slots[place] >= 0 and known[slots[place]] != number:
        place = (place + np.uint64(1)) & mask
    return place


@njit(cache=True)
def _seat(slots, known):  # type: ignore[no-untyped-def]
    for index in range(len(known)):
        slots[_slot(slots, known, known[index])] = index


@njit(cache=True, nogil=True)
def _reach(runs, count, found):  # type: ignore[no-untyped-def]
    for index in range(count):
        for which, mask in ((0, runs[index].seen), (1, runs[index].again)):
            code = 0
            while mask:
                found[which, code] += mask & np.uint64(1)
                mask >>= np.uint64(1)
                code += 1


@njit(cache=True, nogil=True)
def _codes(numbers, known, slots):  # type: ignore[no-untyped-def]
    codes = np.empty(len(numbers), np.int64)
    for row in range(len(numbers)):
        codes[row] = slots[_slot(slots, known, numbers[row])]
    return codes


@njit(cache=True, nogil=True)
def _follow(  # type: ignore[no-untyped-def]
    numbers, instants, steps, slots, runs, count, moves, kinds, n, seconds, taken, width, lately
):
    """One pass over the rows; a move of more kinds than there is room for is counted in the last row.

    ``lately``: rows before these, the first of those that share the last one's moment, and that moment.
    """
    before, together, moment = lately
    recent = np.full(_NEAR, -1, np.int64)
    for row in range(len(numbers)):
        number, step = numbers[row], steps[row]
        if instants[row] != moment:
            together, moment = before + row, instants[row]
        taken[step] += 1
        near = number & np.uint64(_NEAR - 1)
        index = recent[near]
        if index < 0 or runs[index].number != number:
            place = _slot(slots, runs.number, number)
            index = slots[place]
            if index < 0:
                index = slots[place] = count
                count += 1
                runs[index].number = number
                runs[index].at, runs[index].step, runs[index].row = instants[row], step, before + row
                runs[index].path = _mixed(np.uint64(step + 1))
                runs[index].seen = np.uint64(1) << np.uint64(step & 63)
                recent[near] = index
                continue
            recent[near] = index
        run = runs[index]
        waited = instants[row] - run.at
        if waited < 0 or (waited == 0 and run.row < together):
            run.astray = True
        kind = moves[run.step, step]
        if kind < 0:
            kind = min(kinds, len(n) - 1)
            moves[run.step, step] = kind
            kinds += 1
        cell = 0
        if waited > 0:
            cell = int(np.floor(np.log(waited / 1e6) / width)) - LEAST_CELL + 1
        n[kind, cell] += 1
        seconds[kind, cell] += waited / 1e6
        run.at, run.step, run.row = instants[row], step, before + row
        bit = np.uint64(1) << np.uint64(step & 63)
        run.again |= run.seen & bit
        run.seen |= bit
        run.path = _mixed(run.path * np.uint64(31) + np.uint64(step + 1))
    lately[:] = before + len(numbers), together, moment
    return count, kinds
