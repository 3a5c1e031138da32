"""Which events were met before: ids as sorted runs of hashes, searched where they lie.

A tree of random ids would rewrite half of itself for every batch. Here each range that is drained adds one sorted
run, and runs of like size are merged, so that ten million ids are a handful of runs and a batch is looked up by
binary search. A run is a file named for its range: draining the range again writes the same file again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .met import WINDOW_DAYS, Fate, Met, Words

_GROWTH = 4
_LARGEST = 4_000_000
"""Larger runs are not merged, so that a merge takes a second and a few hundred megabytes at most."""


class _Run(NamedTuple):
    """Columns of one file, in the order of the first: two of the hash, what was said, day."""

    first: int
    last: int
    words: Words  # (4, n)
    newest: int  # the last day on which an id of it came

    @property
    def size(self) -> int:
        return int(self.words.shape[1])

    @classmethod
    def read(cls, first: int, last: int, path: Path) -> _Run:
        words: Words = np.load(path, mmap_mode="r")
        return cls(first, last, words, int(words[3].max(initial=0)))


class Runs:
    """The ids of one workspace in a folder of their own; ``Ids`` of a journal in a file."""

    def __init__(self, folder: Path):
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._runs = self._found()

    def judge(self, first: int, last: int, met: Met) -> npt.NDArray[np.int8]:
        order = np.lexsort((np.arange(met.said.size), met.ids[1], met.ids[0]))
        ids, said, day = met.ids[:, order], met.said[order], met.day[order]
        leader = _leaders(ids)
        known, before = self._known(first, ids, day)
        says = np.where(known, before, said[leader])
        fates = np.where(says == said, Fate.DUPLICATE, Fate.CONTRADICTS).astype(np.int8)
        is_first = (leader == np.arange(leader.size)) & ~known
        fates[is_first] = Fate.FIRST
        self._add(first, last, np.vstack([ids, said, day])[:, is_first])
        answer = np.empty_like(fates)
        answer[order] = fates
        return answer

    def tidy(self, today: int) -> None:
        """Merge runs of like size, and forget in them what is too old."""
        runs = sorted(self._kept(today), key=lambda run: run.first)
        while len(runs) > 1 and runs[-2].size < min(_GROWTH * max(runs[-1].size, 1), _LARGEST - runs[-1].size):
            newer, older = runs.pop(), runs.pop()
            runs.append(self._merged(older, newer, today))
        self._runs = runs

    def _kept(self, today: int) -> Iterator[_Run]:
        """The runs, without those that are too old as a whole."""
        for run in self._runs:
            if run.size and run.newest + WINDOW_DAYS < today:
                self._path(run.first, run.last).unlink()
            else:
                yield run

    def _known(self, first: int, ids: Words, day: Words) -> tuple[npt.NDArray[np.bool_], Words]:
        """Which ids earlier ranges brought within the window, and what was said then."""
        known, said = np.zeros(day.size, np.bool_), np.zeros(day.size, np.uint64)
        for run in self._runs:
            if run.first >= first or not run.size:
                continue
            spot = np.minimum(np.searchsorted(run.words[0], ids[0]), run.size - 1)
            hit = np.flatnonzero(run.words[0][spot] == ids[0])
            at = spot[hit]
            recent = (run.words[1][at] == ids[1][hit]) & (run.words[3][at] + np.uint64(WINDOW_DAYS) >= day[hit])
            known[hit[recent]], said[hit[recent]] = True, run.words[2][at[recent]]
        return known, said

    def _add(self, first: int, last: int, words: Words) -> None:
        self._runs = [run for run in self._runs if run.first < first]
        self._runs.append(self._written(first, last, words, words.shape[1]))

    def _merged(self, older: _Run, newer: _Run, today: int) -> _Run:
        """One run of two, a column at a time: a run is large, and memory is for others."""
        day = np.concatenate([older.words[3], newer.words[3]])
        order = np.argsort(np.concatenate([older.words[0], newer.words[0]]), kind="stable")
        order = order[(day + np.uint64(WINDOW_DAYS) >= np.uint64(today))[order]]
        columns = (np.concatenate([older.words[n], newer.words[n]])[order] for n in range(4))
        merged = self._written(older.first, newer.last, columns, order.size)
        for run in (older, newer):
            self._path(run.first, run.last).unlink()
        return merged

    def _written(self, first: int, last: int, columns: Iterable[Words], size: int) -> _Run:
        """A run on disk for good before it is believed."""
        unready = self._folder / "unready"
        with unready.open("wb") as file:
            np.lib.format.write_array_header_2_0(file, _header(size))
            for column in columns:
                file.write(np.ascontiguousarray(column).data)
            file.flush()
            os.fsync(file.fileno())
        path = self._path(first, last)
        unready.replace(path)
        _sync(self._folder)
        return _Run.read(first, last, path)

    def _found(self) -> list[_Run]:
        """The runs that are here; what a merge had not removed yet is removed."""
        named = sorted((_range(path), path) for path in self._folder.glob("*.run"))
        whole = [(r, path) for r, path in named if not any(_within(r, other) for other, _ in named)]
        for path in {path for _, path in named} - {path for _, path in whole}:
            path.unlink()
        return [_Run.read(*r, path) for r, path in whole]

    def _path(self, first: int, last: int) -> Path:
        return self._folder / f"{first}-{last}.run"


def _header(size: int) -> dict[str, object]:
    return {"descr": np.lib.format.dtype_to_descr(np.dtype(np.uint64)), "fortran_order": False, "shape": (4, size)}


def _leaders(ids: Words) -> npt.NDArray[np.intp]:
    """For sorted ids, the place of the first of each."""
    places = np.arange(ids.shape[1])
    if places.size:
        again = np.r_[False, (ids[0][1:] == ids[0][:-1]) & (ids[1][1:] == ids[1][:-1])]
        places = np.maximum.accumulate(np.where(again, 0, places))
    return places


def _range(path: Path) -> tuple[int, int]:
    first, _, last = path.stem.partition("-")
    return int(first), int(last)


def _within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
