import numpy as np
import pytest

from auricle.analysis.pareto import ParetoModel, fit_pareto
from auricle.analysis.purchases import ImpossibleHistory, NobodyReturned

# R: BTYD::pnbd.EstimateParameters on the CDNOW sample, 39 weeks (its vignette).
CDNOW = ParetoModel(0.5534, 10.5802, 0.6061, 11.6562, -9594.976, 2357)


def test_the_vignettes_customer():
    # x = 26, t_x = 30.857, T = 31: pnbd.ConditionalExpectedTransactions gives 25.456, pnbd.PAlive .9979
    history = ([26], [30.857], [31])
    assert CDNOW.expected(*history, 52)[0] == pytest.approx(25.456, abs=0.01)
    assert CDNOW.chance_active(*history)[0] == pytest.approx(0.9979, abs=0.0001)


def test_the_longer_the_silence_the_less_likely_a_customer_is_still_one():
    chances = CDNOW.chance_active([3, 3, 3], [30, 20, 10], [39, 39, 39])
    assert (np.diff(chances) < 0).all()


def test_parameters_come_back_from_what_they_make():
    rng = np.random.default_rng(3)
    n = 3_000
    rate, leaving = rng.gamma(1.5, 1 / 8.0, n), rng.gamma(1.0, 1 / 15.0, n)
    watched = rng.uniform(20, 50, n)
    lasting = np.minimum(rng.exponential(1 / leaving), watched)
    repeats = rng.poisson(rate * lasting)
    last = np.where(repeats > 0, lasting * rng.beta(np.maximum(repeats, 1), 1), 0)
    found = fit_pareto(repeats, last, watched)
    assert found.r / found.alpha == pytest.approx(1.5 / 8, rel=0.1)
    assert found.s / found.beta == pytest.approx(1 / 15, rel=0.35)


@pytest.mark.parametrize(
    ("history", "error"), [(([0, 0], [0, 0], [5, 5]), NobodyReturned), (([1], [6], [5]), ImpossibleHistory)]
)
def test_what_cannot_be_fitted_is_named(history, error):
    with pytest.raises(error):
        fit_pareto(*history)
