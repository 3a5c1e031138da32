import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.decomposition import PARTS, STATES, Counts, decomposition
from auricle.analysis.movement import NobodyInBoth, Wave, kitagawa, movement
from auricle.analysis.refusals import NoResponses

nan = np.nan


def counted(rows: list[tuple[str, float, float, int, int]]) -> Counts:
    """One customer a cell: state, points before, points after, segment before, segment after."""
    state, before, after, first, second = zip(*rows, strict=True)
    return Counts(
        np.array([STATES.index(name) for name in state]),
        np.array(before, float),
        np.array(after, float),
        np.array(first),
        np.array(second),
        np.ones(len(rows), np.int64),
    )


BY_HAND = counted(
    [
        *(("stayed", *pair, 0, 0) for pair in ((100, 100), (100, 100), (100, 0), (0, 0), (0, 0), (0, 0))),
        *(("gone", -100, nan, 0, 0) for _ in range(3)),
        ("silent", -100, nan, 0, 0),
        *(("new", nan, points, 0, 0) for points in (100, 100, -100)),
    ]
)


def test_the_case_by_hand():
    # The customers of the case in test_movement: -10 to +33.33, within -16.667, gone +45, silent +15, came 0.
    found = decomposition(BY_HAND)
    assert found.before.value == pytest.approx(-10)
    assert found.after.value == pytest.approx(100 / 3)
    assert found.within.value == pytest.approx(-50 / 3)
    effects = [found.parts[name].value for name in PARTS]
    assert effects == pytest.approx([-50 / 3, 0, 45, 15, 0, 0], abs=1e-9)
    assert found.had_the_gone_stayed.value == pytest.approx(0)
    assert found.n == {"stayed": 6, "gone": 3, "silent": 1, "new": 3, "returned": 0}


POINTS = st.sampled_from([-100.0, 0.0, 100.0])
SEGMENT = st.integers(0, 2)
ROWS = st.lists(
    st.one_of(
        st.tuples(st.just("stayed"), POINTS, POINTS, SEGMENT, SEGMENT),
        st.tuples(st.sampled_from(["gone", "silent"]), POINTS, st.just(nan), SEGMENT, st.just(0)),
        st.tuples(st.sampled_from(["new", "returned"]), st.just(nan), POINTS, st.just(0), SEGMENT),
    ),
    min_size=1,
    max_size=30,
)


@given(ROWS)
def test_it_is_exact_and_agrees_with_the_movement_of_plain_columns(rows):
    rows = [*rows, ("stayed", 100.0, -100.0, 0, 1)]
    found = decomposition(counted(rows), resamples=5)
    parts = [found.parts[name].value for name in PARTS]
    assert sum(parts) == pytest.approx(found.change.value)
    assert found.by_segment.sum(axis=0) == pytest.approx(parts)
    names = range(len(rows))
    before = Wave([i for i in names if not np.isnan(rows[i][1])], [r[1] for r in rows if not np.isnan(r[1])])
    after = Wave([i for i in names if not np.isnan(rows[i][2])], [r[2] for r in rows if not np.isnan(r[2])])
    gone = [i for i in names if rows[i][0] == "gone"]
    known = [i for i in names if rows[i][0] == "returned"]
    plain = movement(before, after, gone, known, points=lambda scores: scores)
    assert plain.within.value == pytest.approx(found.within.value)
    for part in (*plain.left, *plain.entered):
        assert found.parts[part.group].value == pytest.approx(part.effect)
    assert plain.had_the_gone_stayed == pytest.approx(found.had_the_gone_stayed.value)


def test_what_stayed_splits_as_kitagawa_does():
    rows = [("stayed", 100, 0, 0, 0), ("stayed", 0, 0, 0, 1), ("stayed", -100, 100, 1, 1), ("stayed", 0, -100, 1, 0)]
    split = kitagawa([100, 0, -100, 0], [0, 0, 100, -100], [0, 0, 1, 1], [0, 1, 1, 0])
    found = decomposition(counted(rows), resamples=5)
    assert found.by_segment[:, 0] == pytest.approx(split.rate)
    assert found.by_segment[:, 1] == pytest.approx(split.mix)


def test_the_interval_of_the_within_part_is_that_of_paired_answers():
    # 400 who stayed: 100 went from 0 to 100, 60 back: mean .1·100, variance of differences 100² (.4 - .01).
    cells = ((0, 0, 240), (0, 100, 100), (100, 0, 60))
    before, after, n = (np.array(part) for part in zip(*cells, strict=True))
    zeros = np.zeros(3, np.int64)
    found = decomposition(Counts(zeros, before.astype(float), after.astype(float), zeros, zeros, n), resamples=4000)
    assert found.within.value == pytest.approx(10)
    assert found.within.standard_error == pytest.approx(100 * np.sqrt((0.4 - 0.01) / 400), rel=0.05)


def test_whoever_cannot_be_compared_is_said():
    with pytest.raises(NobodyInBoth):
        decomposition(counted([("gone", 100, nan, 0, 0), ("new", nan, 100, 0, 0)]))
    with pytest.raises(NoResponses, match="after"):
        decomposition(counted([("gone", 100, nan, 0, 0)]))
