from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.reaching import NEVER, Reaching

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 2)), max_size=30)
DESIGNS = st.sampled_from([[0, 1], [0, 1, 2], [0, 0], [0, 1, 0], [1, 1, 1, 0]])


def taken(rows: list[tuple[int, int, int]], design: list[int], together: int = 7) -> Reaching:
    """Runs, instants and codes of steps, handed out a few at a time."""
    found = Reaching(design)
    for start in range(0, len(rows), together):
        runs, instants, steps = np.array(rows[start : start + together], np.int64).T
        found.take(runs.astype(np.uint64), instants, steps)
    return found


def by_hand(rows: list[tuple[int, int, int]], run: int, design: list[int]) -> list[int]:
    """The least moment of each step not before the one ahead of it, later than it where it is the same step."""
    reached: list[int] = []
    for place, step in enumerate(design):
        least = reached[-1] + (design[place - 1] == step) if reached else 0
        here = [at for who, at, what in rows if (who, what) == (run, step) and at >= least]
        if not here:
            break
        reached.append(min(here))
    return reached + [NEVER] * (len(design) - len(reached))


@given(ROWS, DESIGNS)
def test_in_order_of_time_each_run_reaches_each_step_when_a_plain_search_says(rows, design):
    rows = sorted(rows, key=lambda row: row[1])
    found = taken(rows, design)
    assert not found.late.any()
    for run, reached in zip(found.numbers.tolist(), found.reached.tolist(), strict=True):
        assert reached == by_hand(rows, run, design)


@given(ROWS, DESIGNS)
def test_out_of_order_a_run_is_right_or_said_to_be_late(rows, design):
    found = taken(rows, design)
    for run, reached, late in zip(found.numbers.tolist(), found.reached.tolist(), found.late, strict=True):
        assert late or reached == by_hand(rows, run, design)


def test_a_late_row_that_changes_nothing_leaves_its_run_alone():
    # ask at 5, buy at 9; then another ask of 7 is handed out, and a buy of 3, before anybody asked
    assert not taken([(1, 5, 0), (1, 9, 1), (1, 7, 0), (1, 3, 1)], [0, 1]).late.any()
    assert taken([(1, 5, 0), (1, 9, 1), (1, 7, 1)], [0, 1]).late.all()  # a buy of 7 would be the first


def test_more_runs_and_more_steps_than_there_was_room_for():
    design = list(range(70))
    rows = [(run, step, step) for run in range(5_000) for step in (design if run == 4_999 else [0])]
    found = taken(rows, design, together=3_000)
    assert len(found.numbers) == 5_000
    assert found.reached[found.numbers == 4_999].tolist() == [design]
    assert (found.reached[:, 1] == NEVER).sum() == 4_999
