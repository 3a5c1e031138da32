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


PEOPLE = np.array([14, 46, 86, 243, 419, 652, 851, 899, 894, 1162], float)


def spread_like_money(mean, variance):
    """Scores 1 to 10 whose customers have this mean and this variance, to the digit."""
    return Scores(np.arange(1.0, 11), PEOPLE, PEOPLE * mean, (PEOPLE - 1) * variance + PEOPLE * mean**2)


def test_low_scores_whose_customers_spend_alike_tell_more_of_the_bend():
    # Orders come by chance, so variance goes with the mean: 28² a yuan, 130² at a score of 1, 560² at 10. Were every
    # customer as heavy as another the bend would gain 1.59 of AICc and be missed.
    mean = bent(-3)(np.arange(1, 11) / 10) / 2
    found = response(spread_like_money(mean, 28**2 * mean))
    assert found.shape == "saturating"
    assert found.bend.low < -3 < found.bend.high < 0


def test_a_score_whose_few_customers_happened_to_spend_alike_does_not_pull_the_curve():
    mean, variance = 40 + 37 * np.arange(1.0, 11), np.full(10, 450.0**2)
    mean[0], variance[0] = 5, 10**2  # 14 people of whom by chance nobody bought much
    found = spread_like_money(mean, variance)
    assert found.weight[0] < 2 * found.n[0]
    assert response(found).shape == "linear"


def test_a_line_of_chance_orders_is_seldom_called_anything_else():
    # Orders by Poisson, amounts lognormal: variance goes with the mean, and money is lopsided.
    drawing, bends = np.random.default_rng(7), 0
    for _ in range(100):
        bought = [
            drawing.poisson(mean / 250, int(n)) for mean, n in zip(40 + 37 * np.arange(1, 11), PEOPLE, strict=True)
        ]
        spent = [
            np.bincount(np.repeat(np.arange(len(k)), k), drawing.lognormal(5.17, 0.83, k.sum()), len(k)) for k in bought
        ]
        sums = np.array([[money.sum(), money @ money] for money in spent]).T
        bends += response(Scores(np.arange(1.0, 11), PEOPLE, *sums), resamples=2).shape != "linear"
    assert bends <= 6
