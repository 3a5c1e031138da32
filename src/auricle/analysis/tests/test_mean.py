import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from auricle.analysis.mean import Mean, MeanScore, mean
from auricle.analysis.tally import estimate

SCORES = st.lists(st.integers(1, 7), min_size=2, max_size=40)


def test_a_case_by_hand():
    # 2 4 6: mean 4, variance (4 + 0 + 4) / 2 = 4, SE sqrt(4 / 3) = 1.154701
    # t of 2 degrees at .975 is 4.302653: 4 ± 4.968275
    answer = mean([2, 4, 6])
    assert answer.value == 4
    assert answer.standard_error == pytest.approx(1.154701, abs=1e-6)
    assert answer.interval == pytest.approx((-0.968275, 8.968275), abs=1e-5)


@given(SCORES)
def test_the_interval_is_the_one_sample_t_interval(scores):
    answer = mean(scores)
    if len(set(scores)) > 1:
        expected = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
        assert answer.interval == pytest.approx((expected.low, expected.high))


@given(SCORES)
def test_moments_and_histogram_agree(scores):
    by_moments, by_histogram = estimate(Mean(), {"x": scores}), estimate(MeanScore(), {"score": scores})
    assert by_histogram.value == pytest.approx(by_moments.value)
    assert by_histogram.standard_error == pytest.approx(by_moments.standard_error, abs=1e-6)


@given(SCORES, st.floats(0.01, 100))
def test_equal_weights_change_nothing_whatever_their_size(scores, weight):
    weighted = mean(scores, [weight] * len(scores))
    assert weighted.value == pytest.approx(mean(scores).value)
    assert weighted.standard_error == pytest.approx(mean(scores).standard_error, abs=1e-6)


def test_a_weighted_mean_by_hand():
    # 1 w 3, 5 w 1: mean 8/4 = 2; sum w²(y - 2)² = 9 · 1 + 1 · 9 = 18; / 16 · n/(n - 1) = 2.25; SE 1.5
    answer = mean([1, 5], [3, 1])
    assert answer.value == 2
    assert answer.standard_error == pytest.approx(1.5)


def test_one_row_has_a_mean_and_no_interval():
    answer = mean([3])
    assert answer.value == 3
    assert math.isnan(answer.low)
    assert math.isnan(answer.standard_error)


def test_no_rows_have_no_mean():
    answer = mean([np.nan])
    assert answer.n == 0
    assert math.isnan(answer.value)
