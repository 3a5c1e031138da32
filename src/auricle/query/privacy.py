"""Groups of opinions too small to show, and what else must go so that nothing follows by subtraction.

A breakdown is a lattice: by month and touchpoint there are also the quarters, the years, the
touchpoints alone and the total, and each of these can be asked for. Levels are judged from the
coarsest to the finest. A cell goes when it is smaller than the floor, or when a coarser cell that
holds it goes. A line is the cells that make up one shown coarser cell: those of it that go must be
at least two and together hold at least the floor, otherwise the smallest shown one goes too.
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


@dataclass(frozen=True, slots=True)
class Hidden:
    """What must not be shown: which groups, and whether the total."""

    groups: Flags
    total: bool


@dataclass(slots=True)
class _Level:
    cell: Integers  # of each group, its cell on this level
    n: Floats
    hidden: Flags


def conceal(axes: Sequence[Axis], codes: Integers, n: Floats, floor: int, forced: Flags | None = None) -> Hidden:
    """Which groups to hide.

    Parameters
        axes: what the groups are by, for the coarser grains of calendars.
        codes: shape (groups, axes). n: shape (groups,), answers in each.
        forced: shape (groups,); groups that must be hidden for another reason.
    """
    ordered = [_levels(axis, codes[:, i]) for i, axis in enumerate(axes)]
    none = np.zeros(len(n), np.bool_)
    must = none if forced is None else forced
    if not must.any() and (n >= floor).all() and n.size:
        return Hidden(none, False)
    judged: dict[tuple[int, ...], _Level] = {}
    places = sorted(product(*(range(len(levels)) for levels in ordered)), key=lambda place: (sum(place), place))
    for place in places:
        finest = place == places[-1]
        judged[place] = _judge(place, ordered, judged, n, floor, must if finest else none)
    bottom, top = judged[places[-1]], judged[places[0]]
    return Hidden(bottom.hidden[bottom.cell], bool(top.hidden.any()))


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
    parents = [judged[(*place[:i], depth - 1, *place[i + 1 :])] for i, depth in enumerate(place) if depth]
    lines = [parent.cell[first] for parent in parents]
    for parent, line in zip(parents, lines, strict=True):
        hidden |= parent.hidden[line]
    open_lines = [(line, ~parent.hidden) for parent, line in zip(parents, lines, strict=True)]
    while (smallest := _exposed(open_lines, total, hidden, floor)).size:
        hidden[smallest] = True
    return _Level(cell.astype(np.int64), total, hidden)


def _exposed(lines: list[tuple[Integers, Flags]], n: Floats, hidden: Flags, floor: int) -> Integers:
    """The smallest shown cell of the first lines found whose hidden cells could be worked out."""
    for line, shown_whole in lines:
        gone, count = hidden & (n > 0), len(shown_whole)
        cells = np.bincount(line, gone, count)
        held = np.bincount(line, np.where(gone, n, 0), count)
        left = np.bincount(line, ~gone & (n > 0), count)
        bad = shown_whole & (cells > 0) & (left > 0) & ((cells < 2) | (held < floor))
        if bad.any():
            candidates = np.flatnonzero(bad[line] & ~gone & (n > 0))
            order = candidates[np.lexsort((candidates, n[candidates], line[candidates]))]
            return np.asarray(order[np.unique(line[order], return_index=True)[1]], np.int64)
    return np.zeros(0, np.int64)
