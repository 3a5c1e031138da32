"""Points that are not what their own past led one to expect."""

from __future__ import annotations

import numpy as np
import pytest

from auricle.analysis.surprise import TooShortAPast, surprises


def shares(x: list[list[int]], n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    value = np.array(x, np.float64) / n
    return value, np.sqrt(value * (1 - value) / n), np.full(value.shape, float(n))


def test_a_point_by_hand():
    # six points of 50 in 100, then 80: centre .5, s² .25, no more than that: sqrt(.25 (1/100 + 1/600)) = .0540062
    found = surprises(*shares([[50] * 6 + [80]], 100), is_share=True)
    assert found.tested == 1
    assert found.expected[0, 6] == 0.5
    assert found.standard_error[0, 6] == pytest.approx(0.0540062, abs=1e-7)
    assert found.z[0, 6] == pytest.approx(0.3 / 0.0540062, rel=1e-5)
    assert found.touched[0, 6] == pytest.approx(0.3)


def test_a_past_that_varied_more_than_chance_expects_less_exactly():
    calm = surprises(*shares([[50, 50, 50, 50, 50, 50, 65]], 100), is_share=True)
    wild = surprises(*shares([[30, 70, 35, 65, 40, 60, 65]], 100), is_share=True)
    assert abs(wild.z[0, 6]) < abs(calm.z[0, 6]) / 2


def test_noise_in_a_thousand_series_is_hardly_ever_called_unusual():
    random = np.random.default_rng(4)
    n = np.full((1000, 18), 80.0)
    value = random.binomial(80, 0.7, n.shape) / 80
    found = surprises(value, np.sqrt(value * (1 - value) / 80), n, first=12, is_share=True)
    assert found.tested == 6000
    assert (found.p <= 0.05).sum() <= 1


def test_points_tested_before_still_count():
    value, error, n = shares([[50] * 6 + [70]], 100)
    alone = surprises(value, error, n, is_share=True)
    among = surprises(value, error, n, is_share=True, among=500)
    assert among.p[0, 6] == pytest.approx(min(1, 500 * alone.p[0, 6]))


def test_a_score_s_shift_is_told_as_the_share_of_people_it_parts():
    value = np.array([[5.0] * 6 + [6.0]])
    found = surprises(value, np.full((1, 7), 0.2), np.full((1, 7), 100.0), is_share=False)
    assert found.touched[0, 6] == pytest.approx(0.1974, abs=1e-4)  # half a standard deviation: 2 Φ(.25) - 1


@pytest.mark.parametrize("points", [0, 1, 6])
def test_too_short_a_past_is_refused(points: int):
    with pytest.raises(TooShortAPast, match="no group has 6 periods"):
        surprises(*shares([[50] * points], 100), is_share=True)


def test_alike_answers_are_not_told_apart():
    with pytest.raises(TooShortAPast):
        surprises(*shares([[100] * 8], 100), is_share=True)
