import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.movement import (
    AnsweredTwice,
    GoneButAnswered,
    NobodyInBoth,
    SegmentInOneWave,
    Wave,
    kitagawa,
    movement,
    net_points,
    transitions,
)
from auricle.analysis.net_score import net_score
from auricle.analysis.refusals import MissingValue, NoResponses, ScoreOutOfRange

FIRST = Wave(list("ABCDEFGHIJ"), [10, 9, 9, 8, 7, 6, 3, 2, 0, 8])
SECOND = Wave(pa.array(list("ABCDEJKLM")), [9, 9, 8, 8, 7, 8, 10, 9, 5])
WAVES = st.dictionaries(st.integers(0, 12), st.integers(0, 10), min_size=1)


def test_the_case_by_hand():
    # -10 = 100 (3 - 4) / 10, 33.33 = 100 (4 - 1) / 9
    # both: A B C D E J, 100 · 3/6 = 50 before, 100 · 2/6 = 33.33 after: -16.667
    # gone: G H I, .3 (50 + 100) = 45; silent: F, .1 (50 + 100) = 15; new: K L M at 33.33 = those in both: 0
    moved = movement(FIRST, SECOND, gone="GHI")
    assert moved.before == pytest.approx(-10)
    assert moved.after == pytest.approx(100 / 3)
    assert moved.within.value == pytest.approx(-50 / 3)
    assert [(part.group, part.n) for part in moved.left] == [("gone", 3), ("silent", 1)]
    assert [part.effect for part in moved.left] == pytest.approx([45, 15])
    assert [(part.group, part.n, part.effect) for part in moved.entered] == [("new", 3, pytest.approx(0, abs=1e-9))]
    # had G H I stayed at their last score: 100 (4 - 1 - 3) / 12
    assert moved.had_the_gone_stayed == pytest.approx(0)


def test_who_was_known_before_has_returned():
    moved = movement(FIRST, SECOND, known=["M", "A"])
    assert [(part.group, part.n, part.score) for part in moved.entered] == [("new", 2, 100), ("returned", 1, -100)]


def test_the_within_part_is_told_by_the_transitions():
    # one of three promoters became passive: C
    counts = transitions(FIRST, SECOND)
    assert counts.tolist() == [[0, 0, 0], [0, 3, 0], [0, 1, 2]]
    steps = np.subtract.outer(np.arange(3), np.arange(3)).T
    assert 100 * (counts * steps).sum() / counts.sum() == pytest.approx(-50 / 3)


@given(WAVES, WAVES, st.sets(st.integers(0, 12)), st.sets(st.integers(0, 12)))
def test_nothing_is_left_over(first, second, gone, known):
    first, second = {**first, 99: 7}, {**second, 99: 3}
    before, after = (Wave(list(wave), list(wave.values())) for wave in (first, second))
    moved = movement(before, after, gone - second.keys(), known)
    parts = [part.effect for part in (*moved.left, *moved.entered)]
    assert moved.within.value + sum(parts) == pytest.approx(moved.after - moved.before)
    assert moved.before == pytest.approx(net_score(list(first.values())).points)
    assert moved.after == pytest.approx(net_score(list(second.values())).points)


def test_any_mean_moves_the_same_way():
    moved = movement(Wave([1, 2], [3.5, 1]), Wave([1, 3], [4, 2]), points=lambda scores: scores)
    assert moved.within.value == 0.5
    assert moved.left[0].effect == pytest.approx(0.5 * (3.5 - 1))
    assert moved.entered[0].effect == pytest.approx(0.5 * (2 - 4))


def test_segments_by_hand():
    # before: a 1 1 1, b 5 (means 1 5, shares .75 .25, in all 2); after: a 2 2, b 4 4 (2 4, .5 .5, in all 3)
    # rate: a .625 · 1, b .375 · -1; the middle is 2.5: mix a (1.5 - 2.5)(-.25), b (4.5 - 2.5)(.25)
    split = kitagawa([1, 1, 1, 5], [2, 2, 4, 4], list("aaab"), list("aabb"))
    assert split.segments == ("a", "b")
    assert split.rate.tolist() == pytest.approx([0.625, -0.375])
    assert split.mix.tolist() == pytest.approx([0.25, 0.5])
    assert split.rate.sum() + split.mix.sum() == pytest.approx(3 - 2)


@given(
    *(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-5, 5)), max_size=20) for _ in range(2)),
)
def test_rate_and_mix_sum_to_the_change(first, second):
    rows = [[*wave, ("a", 1), ("b", 2), ("c", 3)] for wave in (first, second)]
    values, segments = [[row[1] for row in wave] for wave in rows], [[row[0] for row in wave] for wave in rows]
    split = kitagawa(*values, *segments)
    assert split.rate.sum() + split.mix.sum() == pytest.approx(np.mean(values[1]) - np.mean(values[0]))


def test_refusals_name_the_customer():
    with pytest.raises(NoResponses, match="before: no values"):
        movement(Wave([], []), SECOND)
    with pytest.raises(AnsweredTwice, match="after: customer 'A' answered twice"):
        movement(FIRST, Wave(["A", "A"], [1, 2]))
    with pytest.raises(NobodyInBoth, match="nobody answered in both waves"):
        movement(FIRST, Wave(["Z"], [1]))
    with pytest.raises(GoneButAnswered, match="customer 'A' is said to be gone"):
        movement(FIRST, SECOND, gone=["A", "G"])
    with pytest.raises(ScoreOutOfRange, match="score 11 at position 1"):
        net_points(np.array([3.0, 11.0]))
    with pytest.raises(MissingValue, match="before scores: None at position 0"):
        movement(Wave(["A"], [None]), SECOND)
    with pytest.raises(SegmentInOneWave, match="segment 'b' answered in one wave only"):
        kitagawa([1, 2], [3], list("ab"), list("a"))
