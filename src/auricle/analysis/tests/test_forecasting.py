"""What comes next: outside numbers, what each method may know, and how wide the interval has to be."""

from __future__ import annotations

import numpy as np
import pytest

from auricle.analysis import smoothing as ets
from auricle.analysis import theta as long_line
from auricle.analysis.forecasting import BAR, TooFewToForecast, forecast

# Box and Jenkins (1976), series G: international airline passengers, thousands, 1949 to 1960.
PASSENGERS = np.array([
    112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133,
    114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166, 171, 180, 193, 181, 183, 218, 230, 242,
    209, 191, 172, 194, 196, 196, 236, 235, 229, 243, 264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264,
    302, 293, 259, 229, 203, 229, 242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313,
    318, 374, 413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336, 340, 318,
    362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405,
    417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432,
], np.float64)  # fmt: skip
PAST, HELD_OUT = PASSENGERS[:132], PASSENGERS[132:]

# Cobb (1978): flow of the Nile at Aswan, 1871 to 1970.
NILE = np.array([
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
    1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
    831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865,
    845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050,
    918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
], np.float64)  # fmt: skip


def percent_off(told: np.ndarray) -> float:
    return float(100 * np.mean(np.abs(told / HELD_OUT - 1)))


def test_theta_foretells_the_passengers_of_1960_as_the_reference_does():
    """statsforecast 2: AutoTheta(season_length=12).fit(PAST), whose optimised model has these three numbers."""
    same = long_line.replayed(PAST, 12, 0.8061114667057334, 29.98803375537291, -423.13084669980174)
    assert percent_off(same.ahead(12)[0]) == pytest.approx(3.92, abs=0.005)
    assert same.ahead(1)[0][0] == pytest.approx(412.71187853, abs=1e-6)
    assert percent_off(long_line.theta(PAST, 12).ahead(12)[0]) < 4.0


def test_the_smoothing_is_the_reference_s_where_its_numbers_are_given_and_better_where_we_fit():
    """statsforecast 2: AutoETS(season_length=12).fit(PAST).model_: ETS(M,N,M), its rates and first states."""
    season = [
        0.896236155, 0.797949624, 0.919435258, 1.06378991, 1.21428967, 1.21654739, 1.10765379, 0.981771292, 0.982968308,
        1.01699394, 0.895757962, 0.906606688,
    ]  # fmt: skip
    rates = (0.413446528, 0.0, 0.00305931609, 1.0)
    same = ets.replayed(PAST, ets.Shape(True, season=ets.MULTIPLIED), rates, 129.069282, 0.0, np.array(season[::-1]))
    assert percent_off(same.ahead(12)[0]) == pytest.approx(7.21, abs=0.005)
    ours = ets.smoothing(PAST, 12)
    assert ours.aicc < same.aicc
    assert percent_off(ours.ahead(12)[0]) < 7.21


def test_the_nile_smoothed():
    """R forecast: ses(Nile) stops its search a hair before the optimum; a tenth of a unit is within that."""
    found = ets.smoothing(NILE, 1, (ets.Shape(),))
    mean, spread = found.ahead(1)
    assert mean[0] == pytest.approx(805.3813, abs=0.1)
    assert mean[0] - 1.2815516 * spread[0] == pytest.approx(620.54, abs=0.1)
    assert mean[0] + 1.2815516 * spread[0] == pytest.approx(990.22, abs=0.1)


def test_simple_smoothing_by_hand():
    # level 10, alpha .5: errors 2, -1, 3.5; levels 11, 10.5, 12.25
    found = ets.replayed(np.array([12.0, 10.0, 14.0]), ets.Shape(), (0.5, 0, 0, 1), 10.0, 0.0, np.zeros(1))
    assert found.fitted.tolist() == [10.0, 11.0, 10.5]
    mean, spread = found.ahead(2)
    assert mean.tolist() == [12.25, 12.25]
    assert spread[1] / spread[0] == pytest.approx(np.sqrt(1 + 0.5**2))


def test_the_best_on_the_past_is_taken_and_all_are_told():
    found = forecast(PAST, season_length=12, ahead=12, least=0)
    assert {each.method for each in found.tried} == {BAR, "ETS", "Theta"}
    assert found.method == found.tried[0].method != BAR
    assert [each.error for each in found.tried] == sorted(each.error for each in found.tried)
    assert percent_off(found.value) < 6
    assert ((found.low < HELD_OUT) & (found.high > HELD_OUT)).mean() > 0.8


def test_a_pure_season_stays_with_the_bar():
    season = np.tile([10.0, 20.0, 30.0, 25.0], 8)
    found = forecast(season, season_length=4, ahead=4)
    assert found.value.tolist() == pytest.approx([10, 20, 30, 25], abs=1e-3)


def test_the_interval_of_a_small_point_is_wider():
    random = np.random.default_rng(3)
    errors = np.full(30, 2.0)
    series = 50 + random.normal(0, errors)
    thin = np.append(errors[:22], np.full(8, 8.0))
    usual, wide = forecast(series, errors, ahead=1), forecast(series, thin, ahead=1)
    assert wide.high[0] - wide.low[0] > 2 * (usual.high[0] - usual.low[0])


def test_the_interval_holds_what_comes():
    random = np.random.default_rng(11)
    inside = 0
    for _ in range(20):
        truth = 40 + np.cumsum(random.normal(0, 1, 31))
        errors = random.uniform(1, 4, 31)
        seen = truth + random.normal(0, errors)
        found = forecast(seen[:30], errors[:30], ahead=1)
        inside += found.low[0] <= seen[30] <= found.high[0]
    assert inside >= 17


@pytest.mark.parametrize("series", [[5.0] * 12, [0.0] * 12, [None, *range(10), None, 12.0], [1.0, 2.0] * 6])
def test_nothing_that_can_be_foretold_is_nan(series: list[float | None]):
    found = forecast(series, ahead=3, season_length=12)
    for each in (found.value, found.low, found.high):
        assert np.isfinite(each).all()
    assert (found.low <= found.value).all()


def test_too_short_a_past_is_refused():
    with pytest.raises(TooFewToForecast, match="3 points are too few"):
        forecast([1, None, 2, 3])
    with pytest.raises(TooFewToForecast):
        forecast([])


def test_a_share_stays_a_share():
    found = forecast(np.linspace(0.5, 0.97, 20), ahead=12, least=0, most=1)
    assert found.high.max() <= 1
