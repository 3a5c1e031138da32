import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.change import DifferentGroups, Verdict, change, changes
from auricle.analysis.estimator import Estimate, Estimates
from auricle.analysis.mean import mean
from auricle.analysis.proportion import proportion


def share(yes, of):
    return proportion([1] * yes + [0] * (of - yes))


def test_two_shares_have_newcombe_s_interval():
    # Newcombe (1998), Statistics in Medicine 17, table II, method 10: 56/70 - 48/80 is .0524 to .3339
    answer = change(share(48, 80), share(56, 70))
    assert answer.difference == pytest.approx(0.2)
    assert (answer.low, answer.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_newcombe_s_interval_where_nobody_said_yes():
    # The same table: 9/10 - 3/10 is .1705 to .8090; 10/10 - 0/20 is .6791 to 1
    nine = change(share(3, 10), share(9, 10))
    assert (nine.low, nine.high) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    ten = change(share(0, 20), share(10, 10))
    assert (ten.low, ten.high) == pytest.approx((0.6791, 1.0), abs=5e-5)


def test_symmetric_intervals_by_hand():
    # 10 ± 3 to 17 ± 4: 7 ± 5; z = 1.959964 · 7 / 5 = 2.743950, p = 2 (1 - .996965) = .00607
    answer = change(Estimate(9, 10, 7, 13, 1.5), Estimate(9, 17, 13, 21, 2))
    assert (answer.difference, answer.low, answer.high) == (7, 2, 12)
    assert answer.p == pytest.approx(0.00607, abs=1e-5)
    assert answer.verdict is Verdict.HIGHER


def test_verdicts():
    low, high, wide = Estimate(9, 1, 0, 2, 0.5), Estimate(9, 9, 8, 10, 0.5), Estimate(2, 9, -90, 99, 40)
    assert change(high, low).verdict is Verdict.LOWER
    assert change(low, wide).verdict is Verdict.NO_CLEAR_CHANGE
    assert change(low, mean([5])).verdict is Verdict.CANNOT_TELL
    assert change(low, low).p == 1


def test_results_without_any_noise_cannot_be_told_apart():
    answer = change(mean([3, 3]), mean([4, 4]))
    assert answer.difference == 1
    assert math.isnan(answer.p)
    assert answer.verdict is Verdict.CANNOT_TELL


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([0.8, 0.95, 0.99]))
def test_p_is_small_exactly_where_the_interval_leaves_out_zero(before, after, confidence):
    first = proportion([1] * before + [0] * (30 - before), confidence=confidence)
    second = proportion([1] * after + [0] * (30 - after), confidence=confidence)
    answer = change(first, second, confidence=confidence)
    assert (answer.p < 1 - confidence) == (answer.low > 0 or answer.high < 0)
    assert answer.low <= answer.difference <= answer.high
    back = change(second, first, confidence=confidence)
    assert (back.low, back.high, back.p) == pytest.approx((-answer.high, -answer.low, answer.p))


def test_groups_must_match():
    one, two = np.ones(1), np.ones(2)
    with pytest.raises(DifferentGroups, match="1 groups before and 2 after"):
        changes(Estimates(np.array([3]), one, one, one, one), Estimates(np.array([3, 4]), two, two, two, two))
