import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.shrinkage import ImpossibleCount, NoStandardError, TooFewGroups, shrink, shrink_shares

HITS_OF_45 = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]


def test_efron_and_morris_eighteen_batters():
    # Efron and Morris (1975), JASA 70, table 1: the James-Stein column, retransformed
    expected = "290 286 281 277 273 273 268 264 259 259 254 254 254 254 254 249 244 239"
    assert [f"{share * 1000:.0f}" for share in shrink_shares(HITS_OF_45, 45)] == expected.split()


def test_unequal_errors_by_hand():
    # errors 1 1 and 2; at spread² = 5.0 the precisions are 1/6 1/6 1/9, the centre (0 + 12/6 + 6/9) / (4/9) = 6
    # and sum (y - 6)² / (s² + spread²) = 36/6 + 36/6 + 0 = 12, not yet k - 1 = 2: the spread is larger
    # at spread² = 35: precisions 1/36 1/36 1/39, centre 6, sum 1 + 1 = 2. So trust is 35/36, 35/36, 35/39.
    shrunk = shrink([0, 12, 6], [1, 1, 2])
    assert shrunk.spread**2 == pytest.approx(35)
    assert shrunk.centre == pytest.approx(6)
    assert shrunk.trust.tolist() == pytest.approx([35 / 36, 35 / 36, 35 / 39])
    assert shrunk.value.tolist() == pytest.approx([6 / 36, 12 - 6 / 36, 6])
    # SE² = 35/36 · 1 + (1/36)² / (1/36 + 1/36 + 1/39)
    assert shrunk.standard_error[0] == pytest.approx(np.sqrt(35 / 36 + (1 / 36) ** 2 / (2 / 36 + 1 / 39)))


def test_groups_that_differ_by_no_more_than_noise_all_get_the_centre():
    shrunk = shrink([10, 11, 9, 10], [5, 5, 5, 5])
    assert shrunk.spread == 0
    assert shrunk.value.tolist() == [10] * 4


def test_the_noisier_group_is_drawn_further():
    shrunk = shrink([0, 100, 100, 50], [1, 1, 30, 1])
    assert shrunk.trust[2] < shrunk.trust[1]
    assert abs(shrunk.value[2] - shrunk.centre) < abs(shrunk.value[1] - shrunk.centre)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 30)), min_size=3, max_size=20))
def test_every_group_ends_between_its_own_estimate_and_the_centre(groups):
    y, s = np.array(groups).T
    shrunk = shrink(y, s)
    assert (np.abs(shrunk.value - shrunk.centre) <= np.abs(y - shrunk.centre) + 1e-9).all()
    assert ((shrunk.trust >= 0) & (shrunk.trust <= 1)).all()


def test_refusals_name_the_thing():
    with pytest.raises(TooFewGroups, match="2 groups are too few to tell noise from difference, 3 are needed"):
        shrink([1, 2], [1, 1])
    with pytest.raises(TooFewGroups, match="3 groups are too few"):
        shrink_shares([1, 2, 3], 10)
    with pytest.raises(NoStandardError, match="standard error 0 at position 1"):
        shrink([1, 2, 3], [1, 0, 1])
    with pytest.raises(ImpossibleCount, match="11 successes at position 3 in 10 trials"):
        shrink_shares([1, 2, 3, 11], 10)
