import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.discovery import NotAProbability, adjusted_p, discoveries

TEN = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]


def test_ten_p_values_are_adjusted_as_r_does():
    # R: p.adjust(c(.001, .008, .039, .041, .042, .06, .074, .205, .212, .216), "BH")
    expected = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057, 0.216, 0.216, 0.216]
    assert adjusted_p(TEN).tolist() == pytest.approx(expected, abs=5e-5)
    assert discoveries(TEN).sum() == 2


def test_a_missing_p_is_no_comparison():
    adjusted = adjusted_p([0.04, None, 0.01])
    assert adjusted[[0, 2]].tolist() == pytest.approx([0.04, 0.02])
    assert np.isnan(adjusted[1])


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjusting_keeps_the_order_and_never_lowers(p):
    adjusted = adjusted_p(p)
    assert (adjusted >= np.array(p)).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()


def test_none_stay_none():
    assert adjusted_p([]).size == 0


def test_what_is_no_probability_is_refused():
    with pytest.raises(NotAProbability, match=r"p value 1\.2 at position 1"):
        adjusted_p([0.1, 1.2])
