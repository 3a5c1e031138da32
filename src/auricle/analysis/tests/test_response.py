import numpy as np
import pytest

from auricle.analysis.refusals import NoResponses
from auricle.analysis.response import OneScore, Scores, isotonic, least_squares, response

SCORES = np.arange(11.0)


def drawn(curve, customers=400, spread=100.0, seed=0):
    random = np.random.default_rng(seed)
    given = np.repeat(SCORES, customers)
    money = curve(given / 10) + spread * random.normal(size=len(given))
    at = [money[given == score] for score in SCORES]
    return Scores(
        SCORES, np.array([float(len(m)) for m in at]), np.array([m.sum() for m in at]), np.array([m @ m for m in at])
    )


def bent(k):
    return lambda x: 40 + 800 * np.expm1(k * x) / np.expm1(k)


def test_treated_puromycin_saturates_as_in_r():
    # R: nls(rate ~ Vm * conc / (K + conc), Puromycin, subset = state == "treated", start = c(Vm = 200, K = .05))
    conc = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.10, 1.10]
    rate = [76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200]
    found = least_squares(lambda p, x: p[0] * x / (p[1] + x), [200, 0.05], conc, rate)
    assert found.tolist() == [pytest.approx(212.6837, abs=5e-5), pytest.approx(0.0641212, abs=1e-7)]


@pytest.mark.parametrize("k, shape", [(-3, "saturating"), (3, "accelerating"), (0.0001, "linear")])
def test_the_bend_of_the_curve_is_found(k, shape):
    found = response(drawn(bent(k)))
    assert found.shape == shape
    if found.bend:
        assert found.bend.low < k < found.bend.high
    for step in found.steps:
        assert step.fitted.low - 15 < bent(k)(step.score / 10) < step.fitted.high + 15


def test_a_step_is_called_logistic():
    assert response(drawn(lambda x: 100 + 600 / (1 + np.exp(-25 * (x - 0.5))), spread=50)).shape == "logistic"


def test_the_line_is_kept_where_nothing_else_gains_enough():
    # A slight bend drowned in noise: the gain of AICc stays below 2.
    found = response(drawn(bent(-0.3), customers=40, spread=400))
    assert found.shape == "linear"
    assert max(found.gains.values()) <= 2
    assert found.point.low < 80 < found.point.high


def test_on_a_line_one_point_is_worth_its_slope():
    # y = 40 + 80 · score without noise: each point is worth 80 to everybody below the top
    exact = Scores(SCORES, np.full(11, 10.0), 10 * (40 + 80 * SCORES), 10 * (40 + 80 * SCORES) ** 2)
    found = response(exact)
    assert found.point.value == pytest.approx(80)
    assert found.enough is None
    assert found.followed == pytest.approx(1)


def test_where_the_curve_is_flat_a_further_point_no_longer_pays():
    found = response(drawn(bent(-9)))
    assert found.enough is not None
    assert 3 <= found.enough <= 9
    assert next(step for step in found.steps if step.score == 0).gain.low > 0


def test_neighbours_that_fall_are_pooled():
    assert isotonic([1, 3, 2, 4], [1, 1, 1, 1]).tolist() == [1, 2.5, 2.5, 4]
    assert isotonic([4, 1], [1, 3]).tolist() == [1.75, 1.75]


def test_a_score_that_does_not_vary_is_refused():
    one = Scores(np.array([9.0]), np.array([5.0]), np.array([10.0]), np.array([30.0]))
    with pytest.raises(OneScore, match="everybody gave 9"):
        response(one)
    with pytest.raises(NoResponses):
        response(Scores(*(np.zeros(0) for _ in range(4))))
