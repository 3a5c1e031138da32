from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.converting import Converting

CHANNELS = ("search", "shop", "phone")
ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 2), st.booleans()), max_size=40)


def found_of(rows: list[tuple[int, int, int, bool]], look_back: int, together: int) -> Converting:
    """Runs, instants, codes of channels and whether they convert, handed out a few at a time."""
    found = Converting(CHANNELS, look_back)
    for start in range(0, len(rows), together):
        runs, instants, channels, converts = np.array(rows[start : start + together], np.int64).T
        found.take(runs.astype(np.uint64), instants, channels, converts)
    return found


def by_hand(rows: list[tuple[int, int, int, bool]], look_back: int) -> tuple[Counter, Counter]:
    won, lost, touches = Counter(), Counter(), defaultdict(list)

    def path(run: int) -> tuple[str, ...]:
        mine = touches.pop(run)
        near = [CHANNELS[channel] for at, channel in mine if at >= mine[-1][0] - look_back]
        return tuple(name for place, name in enumerate(near) if place == 0 or near[place - 1] != name)

    for run, at, channel, converts in rows:
        touches[run].append((at, channel))
        if converts:
            won[path(run)] += 1
    for run in list(touches):
        lost[path(run)] += 1
    return won, lost


@given(ROWS, st.integers(0, 30), st.integers(1, 9))
def test_paths_are_those_that_a_plain_search_finds(rows, look_back, together):
    rows = sorted(rows, key=lambda row: row[:2])
    paths, won, lost = found_of(rows, look_back, together).paths()
    assert len(set(paths)) == len(paths)
    assert (
        Counter({path: n for path, n in zip(paths, won.tolist(), strict=True) if n}),
        Counter({path: n for path, n in zip(paths, lost.tolist(), strict=True) if n}),
    ) == by_hand(rows, look_back)


def test_more_paths_and_longer_ones_than_there_was_room_for():
    rng = np.random.default_rng(7)
    rows = [(run, at, int(rng.integers(3)), at == 29) for run in range(3_000) for at in range(30)]
    rows += [(3_000, at, at % 2, False) for at in range(5_000)]
    paths, won, lost = found_of(rows, 10_000, together=10_007).paths()
    expected = by_hand(rows, 10_000)
    assert won.sum() == 3_000
    assert dict(zip(paths, zip(won.tolist(), lost.tolist(), strict=True), strict=True)) == {
        path: (expected[0][path], expected[1][path]) for path in expected[0] | expected[1]
    }
    assert max(map(len, paths)) == 5_000


def test_runs_whose_numbers_lie_next_to_each_other_stay_apart_however_large():
    found, high = Converting(CHANNELS, 10), 2**63
    for runs in ([5], [high + 1, high + 2, high + 3]):
        none = np.zeros(len(runs), np.int64)
        found.take(np.array(runs, np.uint64), none, none, none)
    paths, won, lost = found.paths()
    assert (paths, won.tolist(), lost.tolist()) == ([("search",)], [0], [4])
