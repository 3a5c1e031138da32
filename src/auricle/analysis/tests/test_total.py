import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.tally import estimate
from auricle.analysis.total import Count, total


def test_a_count_by_hand():
    # 4 events, z = 1.959964: 4 + z²/2 ± z sqrt(4 + z²/4) = 5.920729 ± 4.365208
    answer = estimate(Count(), {"order": [1, 2, 3, 4]})
    assert answer.value == 4
    assert answer.standard_error == 2
    assert answer.interval == pytest.approx((1.555522, 10.285937), abs=1e-5)


def test_no_events_leave_an_upper_bound():
    answer = estimate(Count(), {"order": []})
    assert answer.interval == pytest.approx((0, 3.841459), abs=1e-6)


def test_a_total_of_ones_is_a_count():
    assert total([1.0] * 7) == estimate(Count(), {"order": list(range(7))})


def test_the_variance_of_a_total_is_the_sum_of_squares():
    # 3 + 4 = 7, sqrt(9 + 16) = 5
    answer = total([3, 4])
    assert answer.value == 7
    assert answer.standard_error == 5


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30))
def test_a_total_of_positive_amounts_stays_positive_and_holds_its_point(amounts):
    answer = total(amounts)
    assert 0 < answer.low <= answer.value <= answer.high


@given(st.lists(st.floats(-1e6, 1e6), max_size=30))
def test_refunds_mirror_sales(amounts):
    sales, refunds = total(amounts), total([-amount for amount in amounts])
    assert refunds.value == pytest.approx(-sales.value)
    if amounts:
        assert refunds.interval == pytest.approx((-sales.high, -sales.low))


def test_many_events_have_the_normal_interval():
    amounts = [float(10 + position % 7) for position in range(20_000)]
    answer = total(amounts)
    normal = 1.959964 * math.sqrt(sum(amount**2 for amount in amounts))
    assert answer.high - answer.value == pytest.approx(normal, rel=0.02)
    assert answer.value - answer.low == pytest.approx(normal, rel=0.02)


def test_a_total_of_nothing_is_zero_and_has_no_interval():
    answer = total([])
    assert answer.value == 0
    assert math.isnan(answer.low)
    assert math.isnan(answer.standard_error)
