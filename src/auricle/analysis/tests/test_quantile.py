import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.quantile import NotAQuantile, quantile
from auricle.analysis.tally import NegativeValue

DURATIONS = st.lists(st.one_of(st.just(0.0), st.floats(1e-3, 1e5)), min_size=1, max_size=80)


def near(value):
    """To the stated resolution: half a percent."""
    return pytest.approx(value, rel=0.00505)


def test_a_case_by_hand():
    # 10 20 30 40 50: the third of five
    assert quantile([50, 10, 40, 20, 30]).value == near(30)
    # an even number: halfway between the second and the third of four
    assert quantile([10, 20, 30, 40]).value == near(25)
    # three quarters of four falls between the third and the fourth
    assert quantile([10, 20, 30, 40], 0.75).value == near(35)


def test_the_interval_runs_between_order_statistics():
    # R: qbinom(.025, 100, .5) = 40, qbinom(.975, 100, .5) + 1 = 61: the 40th and the 61st of a hundred
    answer = quantile([float(value) for value in range(1, 101)])
    assert answer.interval == (near(40), near(61))
    # Woodruff: (61 - 40) / (2 · 1.959964) = 5.357
    assert answer.standard_error == pytest.approx(5.357, abs=0.13)


def test_too_few_rows_have_no_bound_on_their_side():
    answer = quantile([1.0, 2.0, 3.0, 4.0, 5.0], 0.9)
    assert math.isnan(answer.high)
    assert not math.isnan(answer.low)


def test_zeros_count():
    answer = quantile([0.0] * 60 + [9.0] * 40)
    assert answer.value == 0
    assert answer.low == 0
    assert quantile([0.0] * 60 + [9.0] * 40, 0.75).value == near(9)


def test_weights_shift_the_median():
    assert quantile([1, 2, 3], weights=[1, 1, 5]).value == near(3)


@given(DURATIONS, st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.95]))
def test_it_is_numpy_s_averaged_inverse_to_half_a_percent(durations, q):
    expected = np.quantile(durations, q, method="averaged_inverted_cdf")
    assert quantile(durations, q).value == pytest.approx(expected, rel=0.00505)


@given(DURATIONS)
def test_the_interval_holds_the_point(durations):
    answer = quantile(durations)
    assert not answer.low > answer.value
    assert not answer.high < answer.value


@given(DURATIONS, st.floats(0.01, 100))
def test_only_the_proportions_of_weights_matter(durations, factor):
    weights = [1.0 + position % 3 for position in range(len(durations))]
    plain, scaled = quantile(durations, weights=weights), quantile(durations, weights=[factor * w for w in weights])
    assert (scaled.value, *scaled.interval) == pytest.approx((plain.value, *plain.interval), nan_ok=True)


def test_the_calls_of_january_are_counted_as_published(shared_data):
    with (shared_data / "call_centre" / "january.txt").open(encoding="latin-1") as file:
        names = file.readline().split()
        rows = [dict(zip(names, line.split(), strict=False)) for line in file]
    served = [float(row["ser_time"]) for row in rows if row["outcome"] == "AGENT"]
    assert len(served) == 27060
    assert quantile([max(0.0, seconds) for seconds in served]).value == near(113)
    assert f"{sum(served) / len(served):.2f}" == "183.45"
    assert f"{sum(row['outcome'] == 'HANG' for row in rows) / len(rows):.2%}" == "13.60%"


def test_refusals_name_the_thing():
    with pytest.raises(NotAQuantile, match="q is 95"):
        quantile([1.0], 95)
    with pytest.raises(NegativeValue, match="value -2 at position 1 is negative"):
        quantile([1.0, -2.0])


def test_no_rows_have_no_median():
    assert math.isnan(quantile([]).value)
