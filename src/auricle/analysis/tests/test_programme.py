import pytest

from auricle.analysis.estimator import Estimate
from auricle.analysis.programme import CostsNothing, NoCustomers, NoPoints, return_on_experience


def estimate(value: float, error: float) -> Estimate:
    return Estimate(100, value, value - 1.96 * error, value + 1.96 * error, error)


def test_a_return_by_hand():
    # 20 a point · half a point · 1,000 customers = 10,000, for 4,000: (10,000 - 4,000) / 4,000 = 1.5
    found = return_on_experience(estimate(20, 0), estimate(0.5, 0), 1_000, 4_000)
    assert found.gain.value == pytest.approx(10_000)
    assert (found.ratio.value, found.ratio.low, found.ratio.high) == pytest.approx((1.5, 1.5, 1.5))
    assert found.pays_back == 1


def test_both_uncertainties_are_in_the_interval():
    # variance of a product of independent normals: (20 · .1)² + (.5 · 4)² + (4 · .1)² = 8.16, times 1,000²
    found = return_on_experience(estimate(20, 4), estimate(0.5, 0.1), 1_000, 10_000)
    assert found.gain.standard_error == pytest.approx(1_000 * 8.16**0.5, rel=0.03)
    assert found.ratio.low < 0 < found.ratio.high
    assert found.pays_back == pytest.approx(0.48, abs=0.04)


def test_a_programme_needs_a_cost_and_customers():
    for cost in (0, -1, float("inf"), float("nan"), 1e308, 1e-308):
        with pytest.raises(CostsNothing):
            return_on_experience(estimate(20, 0), estimate(1, 0), 10, cost)
    for customers in (0, 10**300):
        with pytest.raises(NoCustomers):
            return_on_experience(estimate(20, 0), estimate(1, 0), customers, 10)


@pytest.mark.parametrize(
    "points",
    [estimate(float("nan"), 0), estimate(float("inf"), 0), estimate(1, -0.5), estimate(1e308, 0), estimate(1, 1e308)],
)
def test_points_that_are_none_are_named(points: Estimate):
    with pytest.raises(NoPoints, match="are none a programme can bring"):
        return_on_experience(estimate(20, 4), points, 10, 5)
