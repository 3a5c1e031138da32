import numpy as np
import pytest

from auricle.analysis.refusals import DifferentLengths, MissingValue, NoResponses
from auricle.analysis.risk import NothingDiffers, OneFate, TellsTheAnswer, calibrated, fit_risk, judge

RNG = np.random.default_rng(7)
N = 4_000
SCORE, NOISE = RNG.normal(7, 2, N), RNG.normal(0, 1, N)
LEFT = (RNG.random(N) < 1 / (1 + np.exp(-(-1.0 - 0.8 * (SCORE - 7) / 2)))).astype(float)


def test_weights_come_back_and_what_means_nothing_is_said_to():
    found = {factor.name: factor for factor in fit_risk({"score": SCORE, "noise": NOISE}, LEFT).factors}
    assert found["score"].low < -0.8 < found["score"].high
    assert found["noise"].low < 0 < found["noise"].high


def test_the_area_by_hand():
    # Those who left: .9 and .4; stayed: .8, .3, .1. Pairs in order: 3 + 2 of 6.
    judged = judge([0.9, 0.8, 0.4, 0.3, 0.1], [1, 0, 1, 0, 0])
    assert judged.auc.value == pytest.approx(5 / 6)
    assert (judged.precision_at_top.n, judged.precision_at_top.value) == (1, 1.0)
    assert judged.brier == pytest.approx((0.01 + 0.64 + 0.36 + 0.09 + 0.01) / 5)


def test_chances_are_what_happens_once_calibrated():
    model = fit_risk({"score": SCORE[:2000]}, LEFT[:2000])
    rarer = LEFT * (RNG.random(N) < 0.5)
    mended = calibrated(model, {"score": SCORE[2000:]}, rarer[2000:])
    judged = judge(mended.chance({"score": SCORE[2000:]}), rarer[2000:])
    for part in judged.bins:
        assert part.happened.low - 0.03 < part.foretold < part.happened.high + 0.03
    assert mended.chance({"score": SCORE[2000:]}).mean() == pytest.approx(rarer[2000:].mean(), abs=0.005)


def test_reasons_add_up_to_the_chance_and_a_missing_value_is_no_reason():
    model = fit_risk({"score": SCORE, "noise": NOISE}, LEFT)
    reasons = model.reasons({"score": [1.0, np.nan], "noise": [0.0, 0.0]})
    assert reasons[0, 0] > 1
    assert reasons[1, 0] == 0
    logit = np.log(model.chance({"score": [1.0], "noise": [0.0]})[0] ** -1 - 1)
    assert -logit == pytest.approx(model.base + reasons[0].sum())


def test_a_column_that_tells_the_answer_is_refused_as_a_leak():
    with pytest.raises(TellsTheAnswer, match="closed_on alone tells who left"):
        fit_risk({"score": SCORE, "closed_on": LEFT + 0.001 * NOISE}, LEFT)


def test_columns_alike_for_all_are_left_out():
    assert [f.name for f in fit_risk({"score": SCORE, "one": np.ones(N), "none": [None] * N}, LEFT).factors] == [
        "score"
    ]


@pytest.mark.parametrize(
    ("columns", "left", "error", "says"),
    [
        ({"a": []}, [], NoResponses, "customers: no values"),
        ({"a": [1.0]}, [1], OneFate, "all of 1 customers left"),
        ({"a": [1.0, 2.0]}, [0, 0], OneFate, "all of 2 customers stayed"),
        ({"a": [1.0, 1.0]}, [0, 1], NothingDiffers, "no column differs among 2"),
        ({"a": [1.0, 2.0, 3.0]}, [0, 1], DifferentLengths, "left has 2, a has 3"),
        ({"a": [1.0, 2.0]}, [0, None], MissingValue, "left: None at position 1"),
    ],
)
def test_what_cannot_be_learnt_is_named(columns, left, error, says):
    with pytest.raises(error, match=says):
        fit_risk(columns, left)
