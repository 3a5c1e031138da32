"""What each group costs the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.burden import FewerThanTwoGroups, burden


def test_two_groups_by_hand():
    # Shares .25 and .75; the first would gain 20 points on a quarter: .25 (40 - 20) = 5.
    # SE: .25 sqrt(2² + 2²) = .7071; z(1 - .05 / 4) = 2.2414; 5 ± 1.5849.
    found = burden(np.array([20.0, 40.0]), np.array([2.0, 2.0]), np.array([100, 300]))
    assert found.cost[0] == pytest.approx(5.0)
    assert (found.low[0], found.high[0]) == pytest.approx((3.4151, 6.5849), abs=1e-4)


def test_the_whole_is_raised_by_the_cost_when_the_group_becomes_like_the_others():
    values, counts = np.array([10.0, 50.0, 30.0]), np.array([50, 100, 150])
    found = burden(values, np.ones(3), counts)
    others = np.average(values[1:], weights=counts[1:])
    without = np.average([others, *values[1:]], weights=counts)
    assert without - np.average(values, weights=counts) == pytest.approx(found.cost[0])


@given(st.lists(st.tuples(st.floats(-100, 100), st.integers(1, 1000)), min_size=2, max_size=8), st.floats(-50, 50))
def test_moving_every_group_alike_changes_nothing(groups: list[tuple[float, int]], moved: float):
    values, counts = np.array([g[0] for g in groups]), np.array([g[1] for g in groups])
    errors = np.ones(len(groups))
    before, after = burden(values, errors, counts), burden(values + moved, errors, counts)
    assert after.cost == pytest.approx(before.cost, abs=1e-6)


def test_more_groups_make_wider_intervals_of_the_same_group():
    two = burden(np.array([0.0, 10.0]), np.array([1.0, 0.0]), np.array([50, 50]))
    four = burden(np.array([0.0, 10.0, 10.0, 10.0]), np.array([1.0, 0.0, 0.0, 0.0]), np.array([50, 20, 20, 10]))
    assert four.high[0] - four.low[0] > two.high[0] - two.low[0]


def test_one_group_has_no_others():
    with pytest.raises(FewerThanTwoGroups, match="group by something with two values"):
        burden(np.array([1.0]), np.array([1.0]), np.array([5]))
