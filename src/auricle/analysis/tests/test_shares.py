import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.proportion import proportion
from auricle.analysis.refusals import NoResponses, NotAConfidence, NotAShare, ScoreOutOfRange
from auricle.analysis.tally import tally
from auricle.analysis.top_box import BetterThanBest, NoBoxes, TopBox, UnknownScale, below_best, top_box


def test_eighteen_of_twenty_has_the_wilson_interval_of_r():
    # R: prop.test(18, 20, correct = FALSE)$conf.int
    answer = proportion([1] * 18 + [0] * 2)
    assert answer.value == 0.9
    assert answer.interval == pytest.approx((0.69897, 0.97213), abs=5e-6)


def test_wilson_by_hand():
    # 1 of 2 at z = 1.959964: z² = 3.841459; centre (.5 + z²/4) / (1 + z²/2) = .5
    # half = z sqrt(.25/2 + z²/16) / (1 + z²/2) = 1.959964 sqrt(.365091) / 2.920729 = .405468
    assert proportion([1, 0]).interval == pytest.approx((0.5 - 0.405468, 0.5 + 0.405468), abs=1e-5)


def test_two_of_two_is_not_certain():
    answer = proportion([1, 1])
    assert answer.high == 1
    assert answer.low < 0.4
    assert answer.standard_error > 0.1


def test_booleans_and_arrow_columns_do_and_missing_rows_are_left_out():
    answer = proportion(pa.array([True, None, False, True]))
    assert answer.n == 3
    assert answer.value == pytest.approx(2 / 3)


def test_a_share_of_nothing_cannot_be_told():
    answer = proportion([])
    assert answer.n == 0
    assert math.isnan(answer.value)
    assert math.isnan(answer.low)


def test_what_is_not_yes_or_no_is_refused():
    with pytest.raises(NotAShare, match="9 of 2 is not a share; the input must be 0 or 1"):
        proportion([4, 5])


@pytest.mark.parametrize("confidence", [95, 0, 1])
def test_a_confidence_no_interval_has_is_refused(confidence):
    with pytest.raises(NotAConfidence, match=f"confidence {confidence} is not between 0 and 1"):
        proportion([1, 0], confidence=confidence)


def test_the_standard_error_is_half_the_interval_over_z():
    # 18 of 20: (.972134 - .698966) / (2 · 1.959964) = .069687
    assert proportion([1] * 18 + [0] * 2).standard_error == pytest.approx(0.069687, abs=1e-6)
    assert top_box([5] * 18 + [1] * 2).standard_error == pytest.approx(0.069687, abs=1e-6)


def test_csat_is_the_share_of_fours_and_fives():
    answer = top_box([5] * 10 + [4] * 8 + [3, 1])
    assert answer.value == 0.9
    assert answer.interval == pytest.approx((0.69897, 0.97213), abs=5e-6)


def test_a_reversed_scale_has_its_best_at_the_low_end():
    assert top_box([1, 2, 3, 7], scale="1-7", polarity=-1).value == 0.5
    assert below_best([1, 7], "1-7", -1).tolist() == [0, 6]
    assert below_best([1, 7], "1-7", 1).tolist() == [6, 0]


def test_one_box_of_eleven_is_the_tens():
    assert top_box([10, 9, 9, 10, 0], scale="0-10", boxes=1).value == 0.4


def test_a_weighted_top_box_has_the_interval_of_its_effective_n():
    # y = 1 0 1 0 1 0, w = 1 1 1 3 3 3: p = 5/12; Kish and the linearised n differ
    # unit variance (5/12)(7/12) = 35/144; linearised (11 (7/12)² + 19 (5/12)²) / 144 = (539 + 475) / 144²
    # n_eff = 35 · 144 / 1014 = 4.970414
    answer = top_box([5, 1, 5, 1, 5, 1], [1, 1, 1, 3, 3, 3])
    n, p, z = 35 * 144 / 1014, 5 / 12, 1.959963984540054
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    assert answer.value == pytest.approx(p)
    assert answer.high - answer.low == pytest.approx(2 * half)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40), st.floats(0.01, 100))
def test_top_box_holds_its_point_and_only_proportions_of_weights_matter(scores, factor):
    weights = [1.0 + position % 4 for position in range(len(scores))]
    answer = top_box(scores, weights)
    scaled = top_box(scores, [factor * weight for weight in weights])
    assert 0 <= answer.low <= answer.value <= answer.high <= 1
    assert scaled.interval == pytest.approx(answer.interval, abs=1e-9)


def test_refusals_name_the_thing():
    with pytest.raises(NoResponses):
        top_box([])
    with pytest.raises(ScoreOutOfRange, match="score 6 at position 1 is not a whole number from 1 to 5"):
        top_box([5, 6])
    with pytest.raises(UnknownScale, match="scale '5 stars' is not written lowest-highest"):
        top_box([5], scale="5 stars")
    with pytest.raises(NoBoxes, match="boxes is 0"):
        top_box([5], boxes=0)
    with pytest.raises(BetterThanBest, match="1 above the best of its scale"):
        TopBox().estimate(tally(TopBox.statistic, {"below_best": [-1.0, 0.0]}))
