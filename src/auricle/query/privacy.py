"""Groups of opinions too small to show, and what else must go so that nothing follows by subtraction.

A breakdown is a lattice: by month and touchpoint there are also the quarters, the years, the
touchpoints alone and the total, and each of these can be asked for. Levels are judged from the
coarsest to the finest. A cell goes when it is smaller than the floor. A line is the cells that make
up one shown coarser cell: those of it that go must be at least two and together hold at least the
floor, otherwise the smallest shown one goes too. At last all that is shown is taken together as
equations; as long as they fix a small cell of this level or of a coarser one, another one goes.

That a cell is empty is an equation as well, and often the one that gives the cell beside it away: by
channel there are 42 and 40, by segment 40 and 42, and whoever sees one of the four cells empty knows
the others. So empty cells beside hidden ones are told like those of too few.

What this cannot know is what else is asked: the windows of two questions may differ by a day, and
names that follow from each other (city and region) may be asked for apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from ..analysis.estimator import Floats, Integers
from ..model.calendar import first_day
from .fold import Axis

Flags = np.ndarray[Any, np.dtype[np.bool_]]

COARSER = {
    "year": (),
    "quarter": ("year",),
    "month": ("year", "quarter"),
    "week": (),
    "day": ("year", "quarter", "month"),
}
"""Grains that hold a grain whole, coarsest first (a week may lie in two months)."""


_STILL = 1e-7


@dataclass(frozen=True, slots=True)
class Hidden:
    """What must not be shown: which groups, and whether the total; ``absent`` are codes of groups of nobody."""

    groups: Flags
    total: bool
    absent: Integers


@dataclass(slots=True)
class _Level:
    cell: Integers  # of each group, its cell on this level
    n: Floats
    hidden: Flags
    is_told: bool = False  # whether a small cell follows from what is shown, all the same


def conceal(axes: Sequence[Axis], codes: Integers, n: Floats, floor: int, forced: Flags | None = None) -> Hidden:
    """Which groups to hide.

    Parameters
        axes: what the groups are by, for the coarser grains of calendars.
        codes: shape (groups, axes). n: shape (groups,), answers in each.
        forced: shape (groups,); groups that must be hidden for another reason.
    """
    none = np.zeros(len(n), np.bool_)
    must = none if forced is None else forced
    if not must.any() and (n >= floor).all() and n.size:
        return Hidden(none, False, codes[:0])
    bottom, top = _lattice(axes, codes, n, floor, must)
    absent = codes[:0]
    if bottom.is_told and len(absent := _absent(codes, bottom.hidden[bottom.cell])):
        both, nobody = np.concatenate([codes, absent]), np.zeros(len(absent))
        forced = np.concatenate([must, np.ones(len(absent), np.bool_)])
        bottom, top = _lattice(axes, both, np.concatenate([n, nobody]), floor, forced)
    return Hidden(bottom.hidden[bottom.cell][: len(n)], bool(top.hidden.any()), absent)


def _lattice(axes: Sequence[Axis], codes: Integers, n: Floats, floor: int, forced: Flags) -> tuple[_Level, _Level]:
    """The finest and the coarsest level, once all are judged."""
    ordered = [_levels(axis, codes[:, i]) for i, axis in enumerate(axes)]
    judged: dict[tuple[int, ...], _Level] = {}
    places = sorted(product(*(range(len(levels)) for levels in ordered)), key=lambda place: (sum(place), place))
    for place in places:
        finest = place == places[-1]
        judged[place] = _judge(place, ordered, judged, n, floor, forced if finest else np.zeros(len(n), np.bool_))
    return judged[places[-1]], judged[places[0]]


def _absent(codes: Integers, hidden: Flags) -> Integers:
    """The groups that nobody is in and that share all names but one with a hidden group."""
    there = {tuple(code) for code in codes.tolist()}
    found: set[tuple[int, ...]] = set()
    for axis in range(codes.shape[1]) if codes.shape[1] > 1 else ():
        lines = np.unique(np.delete(codes[hidden], axis, axis=1), axis=0).tolist()
        values = np.unique(codes[:, axis]).tolist()
        found |= {(*line[:axis], value, *line[axis:]) for line in lines for value in values}
    return np.array(sorted(found - there), np.int64).reshape(-1, codes.shape[1])


def _levels(axis: Axis, code: Integers) -> list[Integers]:
    """Codes of the groups along an axis from one for all to the finest."""
    found = [np.zeros(len(code), np.int64)]
    for grain in COARSER.get(axis.grain, ()):
        days = [None if day is None else first_day(grain, day) for day in axis.values]
        order = {day: position for position, day in enumerate(dict.fromkeys(days))}
        found.append(np.array([order[day] for day in days], np.int64)[code])
    return [*found, code]


def _judge(
    place: tuple[int, ...],
    ordered: list[list[Integers]],
    judged: dict[tuple[int, ...], _Level],
    n: Floats,
    floor: int,
    forced: Flags,
) -> _Level:
    combined = np.zeros(len(n), np.int64)
    for levels, depth in zip(ordered, place, strict=True):
        combined = combined * (int(levels[depth].max(initial=0)) + 1) + levels[depth]
    _, first, cell = np.unique(combined, return_index=True, return_inverse=True)
    total = np.bincount(cell, n, len(first)).astype(np.float64)
    hidden = (total > 0) & (total < floor)
    np.logical_or.at(hidden, cell[forced], True)
    coarser = [_Level(v.cell[first], v.n, v.hidden) for v in reversed(judged.values()) if _is_coarser(v, cell, first)]
    is_told = False
    while True:
        going = _exposed(coarser, total, hidden, floor)
        if not going.size:
            told = _told(coarser, total, hidden, floor)
            going = _beside(told, coarser, total, hidden)
            is_told = bool(told.size and not going.size)
        if not going.size:
            return _Level(cell.astype(np.int64), total, hidden, is_told)
        hidden[going] = True


def _is_coarser(level: _Level, cell: Integers, first: Integers) -> bool:
    """Whether each cell lies whole in one cell of the level."""
    return bool((level.cell[first][cell] == level.cell).all())


def _told(coarser: list[_Level], n: Floats, hidden: Flags, floor: int) -> Integers:
    """The hidden cells by which all that is shown, taken together, gives few away."""
    gone = np.flatnonzero(hidden)
    moves = movable([(level.cell[gone], ~level.hidden) for level in coarser], len(gone))
    told = gone[(np.abs(moves) < _STILL) & (n[gone] > 0) & (n[gone] < floor)]
    for level in coarser:
        still = np.abs(np.bincount(level.cell[gone], moves, len(level.n))) < _STILL
        few = still & level.hidden & (level.n > 0) & (level.n < floor)
        told = np.union1d(told, gone[few[level.cell[gone]]])
    return told


def _beside(told: Integers, coarser: list[_Level], n: Floats, hidden: Flags) -> Integers:
    """The smallest shown cell of a line with one that is told; none where none is told or none is shown."""
    left = ~hidden & (n > 0)
    if not told.size or not left.any():
        return np.zeros(0, np.int64)
    near = left & np.any([np.isin(v.cell, v.cell[told]) & ~v.hidden[v.cell] for v in coarser] or [left], axis=0)
    candidates = np.flatnonzero(near if near.any() else left)
    return candidates[[np.argmin(n[candidates])]].astype(np.int64)


def movable(sums: list[tuple[Integers, Flags]], unknowns: int) -> Floats:
    """How far each unknown moves while the known sums over them stay; 0 where they fix it.

    A random vector is projected on the null space of the sums: what they fix, an unknown or a sum of
    several, cannot move in it; anything else does (with probability 1).

    Parameters
        sums: per set of sums, which of them each unknown is part of, and which of them are known.
    """
    from scipy import sparse
    from scipy.sparse.linalg import lsqr

    rows = [(line[known[line]], np.flatnonzero(known[line])) for line, known in sums]
    blocks = [
        sparse.coo_array((np.ones(len(row)), (row, column)), shape=(len(known), unknowns))
        for (row, column), (_, known) in zip(rows, sums, strict=True)
        if len(row)
    ]
    start: Floats = np.random.default_rng(0).normal(size=unknowns)
    if not blocks or not unknowns:
        return start
    matrix = sparse.vstack(blocks).tocsr()
    fixed: Floats = lsqr(matrix, matrix @ start, atol=1e-13, btol=1e-13, iter_lim=20 * unknowns + 100)[0]
    return start - fixed


def _exposed(lines: list[_Level], n: Floats, hidden: Flags, floor: int) -> Integers:
    """The smallest shown cell of the first lines found whose hidden cells could be worked out."""
    gone = hidden & (n > 0)
    for level in lines:
        line, count = level.cell, len(level.n)
        cells = np.bincount(line, gone, count)
        held = np.bincount(line, np.where(gone, n, 0), count)
        left = np.bincount(line, ~gone & (n > 0), count)
        bad = ~level.hidden & (cells > 0) & (left > 0) & ((cells < 2) | (held < floor))
        if bad.any():
            candidates = np.flatnonzero(bad[line] & ~gone & (n > 0))
            order = candidates[np.lexsort((candidates, n[candidates], line[candidates]))]
            return np.asarray(order[np.unique(line[order], return_index=True)[1]], np.int64)
    return np.zeros(0, np.int64)
