"""Moves counted from batches in any order of arrival, beside a plain count of the rows in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from math import floor, log
from random import Random

import numpy as np
import pytest

from auricle.analysis.following import (
    LEAST_CELL,
    Followed,
    Following,
    Row,
    TooManyMoves,
    codes_of,
    combined,
    counted,
    join,
)

STEPS = np.array([11, 22, 33], np.uint64)
SLOT = 4096  # runs whose numbers differ by this many are walked in one place, so that one puts the other down
Event = tuple[int, int, int]  # run, microseconds, number of the step


def _followed(rows: list[Event], batch: int, threads: int = 2, mended: bool = True, most: int = 9) -> Followed:
    """Batches are taken in turn, as by several threads."""
    parts, row = [Following(STEPS, 0.05, most) for _ in range(threads)], Row()
    for place, start in enumerate(range(0, len(rows), batch)):
        runs, at, steps = zip(*rows[start : start + batch], strict=True)
        instants = np.array(at, np.int64)
        before = row.go_past(instants)
        parts[place % threads].take(np.array(runs, np.uint64), instants, np.array(steps, np.uint64), before)
    return join(parts, mended)


def _by_run(rows: list[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _plain(rows: list[Event]) -> Counter[tuple[int, int, int]]:
    """(before, after, microseconds) of rows in the order given."""
    return Counter((a[2], b[2], b[1] - a[1]) for mine in _by_run(rows).values() for a, b in pairwise(mine))


def _cell(microseconds: int) -> int:
    return 0 if microseconds == 0 else floor(log(microseconds / 1e6) / log(1.05)) - LEAST_CELL + 1


def _expected(rows: list[Event]) -> dict[tuple[int, int], tuple[Counter[int], float]]:
    cells: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    seconds: Counter[tuple[int, int]] = Counter()
    for (before, after, waited), n in _plain(rows).items():
        cells[before, after][_cell(waited)] += n
        seconds[before, after] += n * waited
    return {pair: (counts, pytest.approx(seconds[pair] / 1e6)) for pair, counts in cells.items()}


def _found(moves) -> dict[tuple[int, int], tuple[Counter[int], float]]:  # type: ignore[no-untyped-def]
    pairs = zip(STEPS[moves.before].tolist(), STEPS[moves.after].tolist(), strict=True)
    return {
        pair: (Counter({int(cell): int(row[cell]) for cell in np.flatnonzero(row)}), seconds)
        for pair, row, seconds in zip(pairs, moves.cells, moves.seconds, strict=True)
    }


def _rows(chance: Random, runs: int, n: int) -> list[Event]:
    """At moments of their own, so that one order is right."""
    times = chance.sample(range(1, 400_000_000), n)
    return [(SLOT * chance.randrange(runs) + chance.randrange(2), at, int(chance.choice(STEPS))) for at in times]


@pytest.mark.parametrize("batch", [1, 7, 1000])
@pytest.mark.parametrize("threads", [1, 3])
def test_rows_in_order_of_time_are_counted_however_they_are_cut(batch: int, threads: int) -> None:
    rows = sorted(_rows(Random(1), 6, 300), key=lambda row: row[1])
    found = _followed(rows, batch, threads)
    assert _found(found.moves) == _expected(rows)
    assert not found.late.size
    runs = _by_run(rows)
    last = dict(zip(found.numbers.tolist(), STEPS[found.last].tolist(), strict=True))
    assert last == {run: mine[-1][2] for run, mine in runs.items()}
    taken, again = found.reach()
    for code, step in enumerate(STEPS.tolist()):
        times = [sum(row[2] == step for row in mine) for mine in runs.values()]
        assert (taken[code], again[code]) == (sum(n > 0 for n in times), sum(n > 1 for n in times))
        assert found.taken[code] == sum(times)


def test_a_path_has_one_number_however_it_is_cut() -> None:
    rows = sorted(_rows(Random(2), 6, 300), key=lambda row: row[1])
    paths = [dict(zip(f.numbers.tolist(), f.paths.tolist(), strict=True)) for f in
             (_followed(rows, 1000, 1), _followed(rows, 3, 2))]  # fmt: skip
    assert paths[0] == paths[1]
    assert len(set(paths[0].values())) == len(paths[0])


@pytest.mark.parametrize("batch", [5, 1000])
def test_stretches_that_came_in_the_wrong_order_but_lie_apart_need_no_second_reading(batch: int) -> None:
    rows = sorted(_rows(Random(3), 6, 300), key=lambda row: row[1])
    found = _followed(rows[200:] + rows[:100] + rows[100:200], batch)
    assert not found.late.size
    assert _found(found.moves) == _expected(rows)


@pytest.mark.parametrize("batch", [5, 1000])
def test_late_runs_come_right_when_taken_away_and_added_in_order(batch: int) -> None:
    rows = _rows(Random(4), 6, 300)
    rows = sorted(rows[:250], key=lambda row: row[1]) + rows[250:]
    whole = _followed(rows, batch)
    assert whole.late.size
    late = [row for row in rows if row[0] in whole.late]
    as_they_came = _followed(late, 11, mended=False)
    ordered = _followed(sorted(late, key=lambda row: row[1]), 11)
    moves = combined([(whole.moves, 1), (as_they_came.moves, -1), (ordered.moves, 1)], len(STEPS))
    assert _found(moves) == _expected(sorted(rows, key=lambda row: row[1]))


def test_rows_of_one_moment_that_came_apart_are_named() -> None:
    together = [(1, 5, 11), (1, 5, 22), (2, 5, 11), (1, 5, 33)]
    assert not _followed(together, 2).late.size
    apart = [(1, 5, 11), (2, 6, 11), (1, 5, 22)]
    assert _followed(apart, 9).late.tolist() == [1]


def test_every_time_falls_into_its_cell() -> None:
    waits = sorted({*range(1, 5000), *(int(1.3**power) for power in range(1, 160)), *(10**n for n in range(1, 18))})
    rows = [row for run, wait in enumerate(waits) for row in ((run, 0, 11), (run, wait, 22))]
    assert _found(_followed(rows, 900).moves) == _expected(rows)


def test_more_moves_than_asked_for_are_refused() -> None:
    rows = sorted(_rows(Random(5), 6, 300), key=lambda row: row[1])
    with pytest.raises(TooManyMoves):
        _followed(rows, 1000, 1, most=8)
    with pytest.raises(TooManyMoves):
        _followed(rows, 1, 2, most=8)


def test_numbers_are_counted_and_found() -> None:
    chance = Random(6)
    numbers = [chance.randrange(500) for _ in range(5000)]
    places, counts = counted(np.array(numbers, np.uint64))
    assert {numbers[place]: n for place, n in zip(places.tolist(), counts.tolist(), strict=True)} == Counter(numbers)
    assert places.tolist() == [numbers.index(number) for number in dict.fromkeys(numbers)]
    assert codes_of(np.array([5, 7, 9], np.uint64), np.array([9, 5], np.uint64)).tolist() == [1, -1, 0]
