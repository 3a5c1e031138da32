import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.mean import mean
from auricle.analysis.rate import PerNothing, rate
from auricle.analysis.ratio import ratio


def test_a_ratio_by_hand():
    # y 1 3, x 2 2: R = 1; residuals -1 1; V = 2/1 · 2 / 16 = .25; SE .5; t of 1 degree 12.706205
    answer = ratio([1, 3], [2, 2])
    assert answer.value == 1
    assert answer.standard_error == pytest.approx(0.5)
    assert answer.interval == pytest.approx((1 - 6.353102, 1 + 6.353102), abs=1e-5)


def test_net_revenue_retention_by_hand():
    # four customers paid 100 each; now 120, 100, 50 and nothing: 270 / 400
    # residuals against 67.5: 52.5 32.5 -17.5 -67.5, squares 2756.25 1056.25 306.25 4556.25 = 8675
    # V = 4/3 · 8675 / 160000
    answer = ratio([120, 100, 50, 0], [100] * 4)
    assert answer.value == pytest.approx(0.675)
    assert answer.standard_error == pytest.approx(math.sqrt(4 / 3 * 8675 / 160000))


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20))
def test_a_ratio_to_ones_is_the_mean(values):
    answer = ratio(values, [1] * len(values))
    assert answer.value == pytest.approx(mean(values).value)
    assert answer.standard_error == pytest.approx(mean(values).standard_error, abs=1e-5)


def test_a_ratio_to_nothing_cannot_be_told():
    assert math.isnan(ratio([1, 2], [0, 0]).value)
    assert math.isnan(ratio([], []).value)


def test_a_rate_by_hand():
    # 30 per 1,500 is 2 per 100; sqrt(1/30 + 1/1500) = .184391; exp(±1.959964 · .184391) = .696705, 1.435327
    answer = rate(30, 1500)
    assert answer.value == 2
    assert answer.n == 1500
    assert answer.interval == pytest.approx((2 * 0.696705, 2 * 1.435327), abs=2e-5)


def test_none_seen_has_the_exact_upper_bound():
    # Garwood: exp(-mu) = .025 at mu = 3.688879, per 1,000 orders .3689 per 100
    answer = rate(0, 1000)
    assert answer.value == 0
    assert answer.interval == pytest.approx((0, 0.3688879), abs=1e-6)
    assert math.isnan(answer.standard_error)


def test_a_rate_of_nothing_cannot_be_told():
    assert math.isnan(rate(0, 0).value)
    assert math.isnan(rate(3, 0).high)


@given(st.integers(0, 500), st.integers(1, 5000))
def test_a_rate_lies_in_its_interval_and_scales(count, of):
    answer = rate(count, of)
    assert 0 <= answer.low <= answer.value <= answer.high
    assert rate(count, of, per=1000).high == pytest.approx(10 * answer.high)


def test_a_rate_per_nothing_is_refused():
    with pytest.raises(PerNothing, match="per is 0"):
        rate(1, 2, per=0)
