import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.carelessness import contradicts, fast, leaving_out, repeated, straight
from auricle.analysis.refusals import DifferentLengths, MissingValue, NotAColumn, NotAText
from auricle.analysis.top_box import UnknownScale

POINTS = st.lists(st.tuples(st.sampled_from([-100, 0, 100]), st.booleans()), min_size=1, max_size=30)


def test_a_straight_line_takes_four_ratings_all_alike():
    found = straight([[3, 3, 3, 3, None], [3, 3, 3, None, None], [3, 3, 3, 2, 3]])
    assert found.has.tolist() == [True, False, False]
    assert found.judged.tolist() == [True, False, True]
    assert straight([[], []]).judged.tolist() == [False, False]


def test_a_score_contradicts_ratings_that_lie_far_from_it():
    # 5 5 4 5 of 1-5 lies at (4.75 - 1) / 4 = .9375; 3 of 10 at .3 is .6375 away, 4 at .4 is .5375 away
    found = contradicts([3, 4, None], [[5, 5, 4, 5]] * 3)
    assert (found.has.tolist(), found.judged.tolist()) == ([True, False, False], [True, True, False])
    assert contradicts([1], [[10, 10, 10, 10]], scale="1-5", rating_scale="0-10").has.tolist() == [True]


def test_the_same_words_are_repeated_and_short_ones_are_not():
    long = "The courier was friendly!"
    found = repeated([long, f" {long.upper()}", "good", "good", None])
    assert (found.has.tolist(), found.judged.tolist()) == (
        [True, True, False, False, False],
        [True, True, *[False] * 3],
    )


def test_fast_is_less_than_two_fifths_of_the_median():
    # median of 100 100 100 39 41 is 100: 39 is below 40, 41 is not
    found = fast([100, 100, 100, 39, 41, None])
    assert (found.has.tolist(), found.judged.tolist()) == (
        [False, False, False, True, False, False],
        [*[True] * 5, False],
    )
    assert fast([None]).has.tolist() == [False]


def test_leaving_out_by_hand():
    # 10 promoters flagged; of 90 others 30 promoters and 12 detractors, NPS 20: 28 in all, .1 (20 - 100) = -8
    found = leaving_out([100, 100, 0, -100], [1, 0, 0, 0], [10, 30, 48, 12])
    assert (found.n, found.flagged) == (100, 10)
    assert found.rest is not None
    assert found.shift is not None
    assert (found.rest.value, found.shift.value) == pytest.approx((20, -8))
    assert found.shift.low < -8 < found.shift.high
    assert leaving_out([100, 0], [False, False]).shift is None


@given(POINTS)
def test_the_mean_and_the_shift_are_the_mean_without(rows):
    points, flagged = zip(*rows, strict=True)
    found = leaving_out(points, flagged)
    if found.rest is not None and found.shift is not None:
        assert sum(points) / len(points) + found.shift.value == pytest.approx(found.rest.value, abs=1e-9)


def test_refusals_name_the_thing():
    with pytest.raises(NotAColumn, match="ratings: 1 dimensions where 2 is needed"):
        straight([5, 5, 5, 5])
    with pytest.raises(MissingValue, match="ratings: 'x' at position 1"):
        straight([[5, "x", 5, 5]])
    with pytest.raises(DifferentLengths, match="scores has 2, ratings has 1"):
        contradicts([1, 2], [[5, 5, 5, 5]])
    with pytest.raises(UnknownScale):
        contradicts([1], [[5, 5, 5, 5]], scale="often")
    with pytest.raises(NotAText, match="texts: 3 at position 0 is no text"):
        repeated([3])
    with pytest.raises(MissingValue, match="flagged: None at position 0"):
        leaving_out([100], [None])
