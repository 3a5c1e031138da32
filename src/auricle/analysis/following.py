"""What follows what, from rows that come a batch at a time and lie nearly in order: counted in one compiled pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log1p
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from .estimator import Floats, Integers

Numbers = npt.NDArray[np.uint64]
Stretches = npt.NDArray[Any]

LEAST_CELL, CELLS = -300, 900
"""Cells of times, a twentieth wide: a microsecond lies above the least and the longest calendar below the last."""
BITS = 64
"""Of so many steps it is also known which runs took them, and took them again."""
_NEAR = 1 << 12
"""How many runs are walked side by side before one of them is put down."""
_MANY = 64
"""A run in more stretches than these is sorted by the engine."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HALVES = 32
"""Into so many parts each doubling of a time is cut to find its cell."""

_STRETCH = np.dtype([
    *((name, np.uint64) for name in ("number", "path", "seen", "again")),
    *((name, np.int64) for name in ("first_at", "last_at", "first_row", "last_row", "together")),
    *((name, np.int32) for name in ("first", "last", "length", "astray")),
], align=True)  # fmt: skip


class TooManyMoves(ValueError):
    """More different moves than were asked to be counted."""


@dataclass(frozen=True, slots=True)
class Moves:
    """How often each step (``before``, ``after``: codes) followed another, by cell of the time between.

    ``cells`` has a row for each move: first how often no time passed, then how often it was of each cell from
    ``LEAST_CELL`` on, floor(ln(seconds) / ln(1 + width)). ``seconds`` is the sum of the times.
    """

    before: Integers
    after: Integers
    cells: Integers
    seconds: Floats


class Row:
    """How far the rows were handed out: what a batch has to know of those before it."""

    def __init__(self) -> None:
        self._lately = np.zeros(3, np.int64)

    def go_past(self, microseconds: Integers) -> Integers:
        """What to ``take`` the next rows with: the rows before, the first that shares the last one's moment, and it."""
        before = self._lately.copy()
        _go_past(self._lately, microseconds)
        return before


class Following:
    """Counts the moves within stretches of runs: rows of one run that come in order of time.

    Rows of different runs may lie between each other. Several may count at once, each its batches; ``join`` puts
    their stretches together.

    .. math:: n_{ab} = \\#\\{i : s_i = a,\\ s_{i+1} = b\\}

    Parameters
        steps: the numbers of the steps; the code of each is its place.
        width: relative width of the cells of times.
        most: how many different moves are counted; TooManyMoves when there are more.
    """

    def __init__(self, steps: Numbers, width: float, most: int):
        self.steps, self._known, self._slots, self.most = len(steps), steps, seats(steps), most
        self.bounds, self._nearest = _bounds(log1p(width))
        self._walking = np.zeros(_NEAR, _STRETCH)
        self._ended = np.empty(0, _STRETCH)
        self.stretches: list[Stretches] = []
        self._moves = np.full((self.steps, self.steps), -1, np.int64)
        self._cells = np.zeros((min(most, self.steps**2) + 1, CELLS + 1), np.int64)
        self._waited = np.zeros(len(self._cells))
        self._kinds = 0
        self.taken = np.zeros(self.steps, np.int64)
        """How often each step was taken."""

    def take(self, runs: Numbers, microseconds: Integers, steps: Numbers, before: Integers) -> None:
        """Rows: the number of a run, an instant, the number of a step, each of shape (n,), behind those ``before``.

        Raises
            TooManyMoves: see ``most``.
        """
        if len(runs) > len(self._ended):
            self._ended = np.empty(len(runs), _STRETCH)
        ended, self._kinds = _follow(
            runs, microseconds, steps, before, self._known, self._slots, self._walking, self._ended, self._moves,
            self._kinds, self._cells, self._waited, self._nearest, self.bounds, self.taken,
        )  # fmt: skip
        self.stretches.append(self._ended[:ended].copy())
        if self._kinds > self.most:
            raise TooManyMoves(self.most)

    def moves(self) -> Moves:
        before, after = np.nonzero(self._moves >= 0)
        kinds = self._moves[before, after]
        return Moves(before, after, self._cells[kinds], self._waited[kinds] / 1e6)


@dataclass(frozen=True)
class Followed:
    """Moves and runs; ``late`` are runs whose rows came out of order.

    Of those the moves are counted within stretches only, as they came, and nothing else: count their rows again as
    they come, take that away, and add them in order.
    """

    moves: Moves
    taken: Integers
    late: Numbers
    stretches: tuple[Stretches, ...]

    def _of_runs(self, name: str) -> npt.NDArray[Any]:
        return np.concatenate([rows[name][rows["length"] > 0] for rows in self.stretches])

    @cached_property
    def numbers(self) -> Numbers:
        return self._of_runs("number")

    @cached_property
    def paths(self) -> Numbers:
        """A number for the whole path of each run: the same for the same steps in the same order."""
        return self._of_runs("path")

    @cached_property
    def last(self) -> Integers:
        """The code of each run's last step."""
        return self._of_runs("last")

    def reach(self) -> tuple[Integers, Integers]:
        """Of each step, the runs that took it and those that took it again; for at most ``BITS`` steps."""
        found = np.zeros((2, BITS), np.int64)
        for rows in self.stretches:
            _reach(rows, found)
        return found[0, : len(self.taken)], found[1, : len(self.taken)]


def join(parts: Sequence[Following], mended: bool = True) -> Followed:
    """The runs of all parts, each put together from its stretches.

    Parameters
        mended: count also what lies between stretches that came in the wrong order but lie apart in time.
    Raises
        TooManyMoves.
    """
    stretches = [each for part in parts for each in part.stretches] or [np.empty(0, _STRETCH)]
    numbers = np.concatenate([each["number"] for each in stretches])
    repeated = np.unique(_met_again(numbers, np.zeros(1 << max(len(numbers).bit_length() - 2, 0), np.uint64)))
    slots = seats(repeated)
    several = [_not_alone(each, repeated, slots) for each in stretches]
    apart = np.concatenate([each[mine] for each, mine in zip(stretches, several, strict=True)])
    for each, mine in zip(stretches, several, strict=True):
        each["length"][mine] = 0
    apart = apart[np.lexsort((apart["first_row"], apart["number"]))]
    whole, late, links = np.empty_like(apart), np.empty(len(apart), np.uint64), np.empty((len(apart), 3), np.int64)
    found, lates, linked = _link(apart, mended, whole, late, links)
    first = parts[0]
    between = _between(links[:linked], first.steps, first.bounds)
    moves = combined([*((part.moves(), 1) for part in parts), (between, 1)], first.steps)
    if len(moves.before) > first.most:
        raise TooManyMoves(first.most)
    return Followed(moves, np.sum([part.taken for part in parts], axis=0), late[:lates], (*stretches, whole[:found]))


def _between(links: Integers, steps: int, bounds: Integers) -> Moves:
    """The moves between stretches: from a step to a step, after so many microseconds."""
    keys, kind = np.unique(links[:, 0] * steps + links[:, 1], return_inverse=True)
    cells = np.zeros((len(keys), CELLS + 1), np.int64)
    np.add.at(cells, (kind, np.minimum(np.searchsorted(bounds, links[:, 2], "right") - 1, CELLS)), 1)
    return Moves(*np.divmod(keys, steps), cells, np.bincount(kind, links[:, 2], len(keys)) / 1e6)


def codes_of(numbers: Numbers, known: Numbers) -> Integers:
    """The place of each number among ``known``; -1 where it is none of them."""
    return np.asarray(_codes(numbers, known, seats(known)))


def counted(numbers: Numbers) -> tuple[Integers, Integers]:
    """Of each different number, in the order they come in: the place of the first such, and how many there are."""
    known, places, counts = np.empty_like(numbers), np.empty(len(numbers), np.int64), np.zeros(len(numbers), np.int64)
    at = found = 0
    while at < len(numbers):
        at, found = _tally(numbers, at, seats(known[:found]), known, places, counts, found)
    return places[:found], counts[:found]


def combined(parts: Iterable[tuple[Moves, int]], steps: int) -> Moves:
    """Moves added up, each part with its sign, without those of which nothing is left."""
    signed = [(moves, sign, moves.before * steps + moves.after) for moves, sign in parts]
    keys = np.unique(np.concatenate([key for *_, key in signed]))
    cells, seconds = np.zeros((len(keys), CELLS + 1), np.int64), np.zeros(len(keys))
    for moves, sign, key in signed:
        place = np.searchsorted(keys, key)
        cells[place] += sign * moves.cells
        seconds[place] += sign * moves.seconds
    left = cells.any(axis=1)
    before, after = np.divmod(keys[left], steps)
    return Moves(before, after, cells[left], seconds[left])


def grown(column: npt.NDArray[Any], used: int, room: int, fill: int = 0) -> npt.NDArray[Any]:
    """The first ``used`` rows of a column, with room for so many in all."""
    more = np.full((room, *column.shape[1:]), fill, column.dtype)
    more[:used] = column[:used]
    return more


def seats(known: Numbers, room: int = 1) -> Integers:
    """Slots in which each number sits, found by ``slot``, with room for so many."""
    slots = np.full(1 << (2 * max(len(known), room)).bit_length(), -1, np.int64)
    _seat(slots, known)
    return slots


def _bounds(width: float) -> tuple[Integers, Integers]:
    """The least microseconds of each cell, and the cell of the first in each part of a doubling."""
    edges = np.ceil(np.exp((np.arange(CELLS) + LEAST_CELL) * width) * 1e6)
    bounds = np.append(np.minimum(np.append(0, edges), 2.0**62).astype(np.int64), np.iinfo(np.int64).max)
    doublings, parts = np.divmod(np.arange(63 * _HALVES), _HALVES)
    least = np.ldexp(1 + parts / _HALVES, doublings)
    return bounds, np.searchsorted(bounds, least, "right") - 1


@njit(cache=True)
def slot(slots, known, number):  # type: ignore[no-untyped-def]
    """Where a number sits, or the empty slot where it would."""
    mask = np.uint64(len(slots) - 1)
    place = number & mask
    while slots[place] >= 0 and known[slots[place]] != number:
        place = (place + np.uint64(1)) & mask
    return place


@njit(cache=True)
def _seat(slots, known):  # type: ignore[no-untyped-def]
    for index in range(len(known)):
        slots[slot(slots, known, known[index])] = index


@njit(cache=True, nogil=True)
def _codes(numbers, known, slots):  # type: ignore[no-untyped-def]
    codes = np.empty(len(numbers), np.int64)
    for row in range(len(numbers)):
        codes[row] = slots[slot(slots, known, numbers[row])]
    return codes


@njit(cache=True)
def _tally(numbers, at, slots, known, places, counts, found):  # type: ignore[no-untyped-def]
    """Counts until three quarters of the slots are taken."""
    while at < len(numbers) and 4 * found < 3 * len(slots):
        place = slot(slots, known, numbers[at])
        if slots[place] < 0:
            slots[place], known[found], places[found] = found, numbers[at], at
            found += 1
        counts[slots[place]] += 1
        at += 1
    return at, found


@njit(cache=True, nogil=True)
def _reach(runs, found):  # type: ignore[no-untyped-def]
    for index in range(len(runs)):
        if runs[index].length > 0:
            for which, mask in ((0, runs[index].seen), (1, runs[index].again)):
                code = 0
                while mask:
                    found[which, code] += mask & np.uint64(1)
                    mask >>= np.uint64(1)
                    code += 1


@njit(cache=True)
def _go_past(lately, instants):  # type: ignore[no-untyped-def]
    rows = len(instants)
    if rows:
        first, moment = rows - 1, instants[rows - 1]
        while first > 0 and instants[first - 1] == moment:
            first -= 1
        if first > 0 or lately[2] != moment:
            lately[1] = lately[0] + first
        lately[0], lately[2] = lately[0] + rows, moment


@njit(cache=True, nogil=True)
def _follow(  # type: ignore[no-untyped-def]
    numbers, instants, steps, lately, known, slots, walking, ended, moves, kinds, cells, sums, nearest, bounds, taken
):
    """One pass over the rows; all stretches end with them.

    A move of more kinds than there is room for is counted in the last row. All is written out here: a function
    called for every row, inlined or not, would take twice the time.
    """
    before, together, moment = lately
    count = 0
    for row in range(len(numbers)):
        number, at = numbers[row], instants[row]
        step = slots[slot(slots, known, steps[row])]
        if at != moment:
            together, moment = before + row, at
        taken[step] += 1
        bit = np.uint64(1) << np.uint64(step & 63)
        run = walking[number & np.uint64(_NEAR - 1)]
        if run.length and run.number == number and at >= run.last_at:
            waited = at - run.last_at
            if waited == 0 and run.last_row < together:
                run.astray = 1
            kind = moves[run.last, step]
            if kind < 0:
                kind = min(kinds, len(cells) - 1)
                moves[run.last, step] = kind
                kinds += 1
            cell = 0
            if waited > 0:
                cell = nearest[(np.float64(waited).view(np.int64) >> 47) - 1023 * _HALVES]
                while waited >= bounds[cell + 1]:
                    cell += 1
            cells[kind, cell] += 1
            sums[kind] += waited
            run.path = run.path * _SPREAD + steps[row]
            run.again |= run.seen & bit
            run.seen |= bit
            run.length += 1
        else:
            if run.length:
                ended[count] = run
                count += 1
            run.number, run.path, run.seen, run.again = number, steps[row], bit, np.uint64(0)
            run.first, run.first_at, run.first_row, run.together = step, at, before + row, together
            run.length, run.astray = 1, 0
        run.last, run.last_at, run.last_row = step, at, before + row
    for index in range(len(walking)):
        if walking[index].length:
            ended[count] = walking[index]
            count += 1
            walking[index].length = 0
    return count, kinds


@njit(cache=True)
def _behind(run, later):  # type: ignore[no-untyped-def]
    """Put a later stretch behind the run's."""
    power, left = _SPREAD, later.length
    while left:
        if left & 1:
            run.path *= power
        power *= power
        left >>= 1
    run.path += later.path
    run.again |= later.again | (run.seen & later.seen)
    run.seen |= later.seen
    run.length += later.length
    run.astray |= later.astray
    run.last, run.last_at, run.last_row = later.last, later.last_at, later.last_row


@njit(cache=True)
def _by_time(stretches, order):  # type: ignore[no-untyped-def]
    """Their places in the order of time; whether each begins after the one before has ended."""
    apart = True
    for index in range(len(stretches)):
        place = index
        while place > 0 and stretches[order[place - 1]].first_at > stretches[index].first_at:
            order[place] = order[place - 1]
            place -= 1
        order[place] = index
    for index in range(1, len(stretches)):
        apart &= stretches[order[index - 1]].last_at < stretches[order[index]].first_at
    return apart


@njit(cache=True, nogil=True)
def _met_again(numbers, bits):  # type: ignore[no-untyped-def]
    """All numbers that occur again, and a few that do not: there is a bit for each of 64 that may be met."""
    found, count = np.empty_like(numbers), 0
    mask = np.uint64(64 * len(bits) - 1)
    for number in numbers:
        place = number & mask
        bit = np.uint64(1) << (place & np.uint64(63))
        if bits[place >> np.uint64(6)] & bit:
            found[count] = number
            count += 1
        bits[place >> np.uint64(6)] |= bit
    return found[:count]


@njit(cache=True, nogil=True)
def _not_alone(stretches, repeated, slots):  # type: ignore[no-untyped-def]
    """Which may have others of their run, or are out of order."""
    found = np.zeros(len(stretches), np.bool_)
    for index in range(len(stretches)):
        others = slots[slot(slots, repeated, stretches[index].number)] >= 0
        found[index] = others or stretches[index].astray > 0
    return found


@njit(cache=True, nogil=True)
def _link(stretches, mended, whole, late, links):  # type: ignore[no-untyped-def]
    found, lates, linked, begin = 0, 0, 0, 0
    order = np.empty(_MANY, np.int64)
    while begin < len(stretches):
        number, top, end = stretches[begin].number, begin, begin + 1
        while end < len(stretches) and stretches[end].number == number:  # as they came
            run, later = stretches[top], stretches[end]
            waited = later.first_at - run.last_at
            if waited >= 0:
                if waited == 0 and run.last_row < later.together:
                    run.astray = 1
                links[linked, 0], links[linked, 1], links[linked, 2] = run.last, later.first, waited
                linked += 1
                _behind(run, later)
            else:
                top += 1
                stretches[top] = later
            end += 1
        mine = stretches[begin : top + 1]
        if mended and len(mine) <= _MANY and not mine["astray"].any() and _by_time(mine, order):
            whole[found] = mine[order[0]]
            run = whole[found]
            for index in range(1, len(mine)):
                later = mine[order[index]]
                links[linked, 0], links[linked, 1] = run.last, later.first
                links[linked, 2] = later.first_at - run.last_at
                linked += 1
                _behind(run, later)
            found += 1
        else:
            late[lates] = number
            lates += 1
        begin = end
    return found, lates, linked
