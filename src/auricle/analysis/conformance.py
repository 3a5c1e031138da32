"""How real paths go with the journey as it was designed: what is skipped, and what is done besides."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..sentence import sentence
from .columns import Column, numbers, paths_of, same_length
from .estimator import Estimate, Floats, Integers
from .proportion import share_of
from .refusals import NegativeCount, NoResponses

Flags = NDArray[np.bool_]
_TOGETHER = 1_000  # paths laid beside the design at once


@dataclass(frozen=True, slots=True)
class Kept:
    """One designed step: runs that took it in its place, took it out of turn, or never did."""

    step: Hashable
    in_place: int
    out_of_turn: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Conformance:
    """How ``runs`` went with a design.

    ``conforming`` is the share that took every step in order and nothing besides; ``in_order`` the
    share that took every step in order, whatever else they did. ``fitness`` is 1 less the steps
    skipped or done besides per step of path and design. ``besides`` counts runs by step that the
    design lacks or holds fewer times, the most frequent first; ``path_fitness`` is per path given.
    """

    runs: int
    conforming: Estimate
    in_order: Estimate
    fitness: float
    steps: tuple[Kept, ...]
    besides: tuple[tuple[Hashable, int], ...]
    path_fitness: Floats


def conformance(paths: Column, runs: Column, design: Sequence[Hashable]) -> Conformance:
    r"""Paths laid beside the design so that as few steps as possible are skipped or done besides.

    .. math:: fitness = 1 - \frac{\sum n\,(|p| + |d| - 2 \ell)}{\sum n\,(|p| + |d|)}

    ℓ is the length of the longest common subsequence of path p and design d: the best alignment
    with costs of 1 for a move in one of them only.

    Parameters
        paths: shape (n,), steps in their order. runs: shape (n,), how many went so, not negative.
        design: at least one step.
    Raises
        NoDesign, NoResponses, NotAPath, NegativeCount, DifferentLengths, MissingValue.
    References
        Adriansyah, van Dongen and van der Aalst (2011), EDOC: alignments. Hirschberg (1975), CACM
        18(6): longest common subsequence.
    Examples
        >>> found = conformance([["ask", "buy"], ["ask", "call"]], [3, 1], ["ask", "buy"])
        >>> found.conforming.value, found.steps[1].skipped, found.besides
        (0.75, 1, (('call', 1),))
    """
    design = paths_of([design], "design")[0]
    if not design:
        raise NoDesign()
    paths, counts = paths_of(paths), numbers(runs, "runs")
    same_length(paths=len(paths), runs=len(counts))
    for wrong in np.flatnonzero(counts < 0)[:1]:
        raise NegativeCount(float(counts[wrong]), int(wrong))
    if not counts.sum() > 0:
        raise NoResponses("paths")
    code = {step: place for place, step in enumerate(dict.fromkeys(design))}
    plan = np.array([code[step] for step in design], np.int64)
    lengths = np.array([len(path) for path in paths], np.int64)
    taken, ever = _laid_beside(paths, code, plan)
    together = taken.sum(axis=1)
    every, besides = together == len(plan), lengths - together
    cost = counts @ (lengths + len(plan) - 2 * together)
    return Conformance(
        int(counts.sum()),
        _share(counts, every & (besides == 0)),
        _share(counts, every),
        float(1 - cost / (counts @ (lengths + len(plan)))),
        _kept(design, taken, ever, counts),
        _besides(paths, design, counts),
        1 - (lengths + len(plan) - 2 * together) / (lengths + len(plan)),
    )


def stays(path: Sequence[Hashable], design: Sequence[Hashable]) -> tuple[Hashable, ...]:
    """The path with what happens several times in a row at one step taken as one stay.

    For steps that are places, such as touchpoints: of several alike in a row as many are kept as the
    design has in a row, and at least one.

    Examples
        >>> stays(["app", "app", "app", "store", "store"], ["app", "store"])
        ('app', 'store')
        >>> stays(["app", "app", "app", "store"], ["app", "app", "store"])
        ('app', 'app', 'store')
    """
    meant: dict[Hashable, int] = {}
    for step, times in _in_a_row(design):
        meant[step] = max(times, meant.get(step, 1))
    return tuple(step for step, times in _in_a_row(path) for _ in range(min(times, meant.get(step, 1))))


class NoDesign(ValueError):
    """A designed journey without a step."""

    def __init__(self) -> None:
        super().__init__(sentence("the designed journey has no step; give at least one"))


def _in_a_row(path: Sequence[Hashable]) -> list[tuple[Hashable, int]]:
    return [(step, len(list(same))) for step, same in groupby(path)]


def _laid_beside(paths: Sequence[Sequence[Hashable]], code: dict[Any, int], plan: Integers) -> tuple[Flags, Flags]:
    """Per path and step of the design, whether it is taken in its place, and whether ever; some paths at a time."""
    taken, ever = (np.zeros((len(paths), len(plan)), np.bool_) for _ in range(2))
    order = sorted(range(len(paths)), key=lambda place: len(paths[place]))
    for start in range(0, len(order), _TOGETHER):
        who = order[start : start + _TOGETHER]
        steps = _table([paths[place] for place in who], code)
        taken[who] = _aligned(steps, plan)
        ever[who] = (steps[:, :, None] == plan).any(axis=1)
    return taken, ever


def _table(paths: Sequence[Sequence[Hashable]], code: dict[Any, int]) -> Integers:
    """Codes of the steps, shape (paths, longest); -1 for a step the design lacks, and past the end."""
    steps = np.full((len(paths), max(map(len, paths))), -1, np.int64)
    for row, path in enumerate(paths):
        steps[row, : len(path)] = [code.get(step, -1) for step in path]
    return steps


def _aligned(steps: Integers, plan: Integers) -> Flags:
    """Which steps of the design each path takes in its place, shape (paths, design); all paths at once."""
    paths, width = steps.shape
    best = np.zeros((width + 1, len(plan) + 1, paths), np.int16)
    for i in range(width):
        for j, step in enumerate(plan):
            longer = np.maximum(best[i, j + 1], best[i + 1, j])
            best[i + 1, j + 1] = np.where(steps[:, i] == step, best[i, j] + 1, longer)
    return _traced(best)


def _traced(best: NDArray[np.int16]) -> Flags:
    """The way back through the table of the longest common subsequences."""
    width, planned, paths = (size - more for size, more in zip(best.shape, (1, 1, 0), strict=True))
    taken = np.zeros((paths, planned), np.bool_)
    at, place = np.full(paths, width), np.full(paths, planned)
    while (walking := np.flatnonzero((at > 0) & (place > 0))).size:
        i, j = at[walking], place[walking]
        here = best[i, j, walking]
        up, left = best[i - 1, j, walking] == here, best[i, j - 1, walking] == here
        match = ~up & ~left
        taken[walking[match], j[match] - 1] = True
        at[walking] = np.where(up | match, i - 1, i)
        place[walking] = np.where(match | ~up, j - 1, j)
    return taken


def _share(counts: Floats, claim: Flags) -> Estimate:
    return share_of(float(counts[claim].sum()), float(counts.sum()))


def _kept(design: Sequence[Hashable], taken: Flags, ever: Flags, counts: Floats) -> tuple[Kept, ...]:
    kept = []
    for step, here, some in zip(design, taken.T, ever.T, strict=True):
        parts = (here, some & ~here, ~some & ~here)
        kept.append(Kept(step, *(int(counts[part].sum()) for part in parts)))
    return tuple(kept)


def _besides(
    paths: Sequence[Sequence[Hashable]], design: Sequence[Hashable], counts: Floats
) -> tuple[tuple[Hashable, int], ...]:
    allowed: dict[Hashable, int] = {}
    for step in design:
        allowed[step] = allowed.get(step, 0) + 1
    found: dict[Hashable, int] = {}
    for path, n in zip(paths, counts.tolist(), strict=True):
        taken: dict[Hashable, int] = {}
        for step in path:
            taken[step] = taken.get(step, 0) + 1
        for step, times in taken.items():
            if times > allowed.get(step, 0):
                found[step] = found.get(step, 0) + int(n)
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], str(pair[0]))))
