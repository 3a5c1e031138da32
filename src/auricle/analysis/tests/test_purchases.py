from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auricle.analysis.likelihood import NotIdentified
from auricle.analysis.purchases import (
    BuyingModel,
    ImpossibleHistory,
    NobodyReturned,
    fit_purchases,
    histories,
)
from auricle.analysis.refusals import DifferentLengths, NoResponses
from auricle.analysis.spend import NoSpend, SpendModel, fit_spend

NEW_YEAR = date(1997, 1, 1)


@pytest.fixture(scope="module")
def cdnow(shared_data):
    """The 1-in-10 sample: 39 weeks from the start of 1997, as Fader, Hardie and Lee cut it."""
    lines = (shared_data / "cdnow" / "CDNOW_sample.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line.strip()]
    weeks = [(date.fromisoformat(row[2]) - NEW_YEAR).days / 7 for row in rows]
    until = (date(1997, 9, 30) - NEW_YEAR).days / 7
    return histories([row[1] for row in rows], weeks, until, [float(row[4]) for row in rows])


def test_cdnow_is_fitted_as_published(cdnow):
    # Fader, Hardie and Lee (2005), table 2; R: BTYD::bgnbd.EstimateParameters
    model = fit_purchases(cdnow.repeats, cdnow.last, cdnow.observed)
    assert len(cdnow.customers) == model.n == 2357
    # published with a search that stopped a hair before the optimum, which the vignette of BTYD has to four digits
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.2426, 4.4137, 0.7930, 2.4262), abs=5e-4)
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.2426, 4.4136, 0.7929, 2.4259), abs=5e-5)
    assert model.log_likelihood == pytest.approx(-9582.429, abs=5e-4)
    # the BTYD vignette's customer, x = 26, t_x = 30.857, T = 31
    assert model.expected([26], [30.857], [31], 52)[0] == pytest.approx(25.757, abs=5e-4)
    assert model.chance_active([26], [30.857], [31])[0] == pytest.approx(0.96885, abs=5e-6)
    assert model.expected_of_new(52) == pytest.approx(1.4440, abs=5e-5)


def test_cdnow_spends_as_published(cdnow):
    # R: BTYD::spend.EstimateParameters on the 946 who bought again
    model = fit_spend(cdnow.repeats, cdnow.spend)
    assert model.n == 946
    assert (model.p, model.q, model.gamma) == pytest.approx((6.2493, 3.7443, 15.4443), rel=1e-4)
    assert model.expected([2], [40])[0] == pytest.approx(39.1305, abs=5e-5)


def test_the_vignette_s_customer_needs_no_data():
    # BTYD vignette: params r .2426 alpha 4.4136 a .7930 b 2.4259
    model = BuyingModel(0.242594, 4.413606, 0.792930, 2.425938, 0, 2357)
    assert model.expected([26], [30.857], [31], 52)[0] == pytest.approx(25.757, abs=1e-3)
    assert SpendModel(6.2493, 3.7443, 15.4443, 0, 946).expected([2], [40])[0] == pytest.approx(39.1305, abs=1e-3)


def test_chance_active_by_hand():
    # r 1, alpha 1, a 1, b 2; x 1 at 1 of 3: odds of having stopped 1/2 · ((1 + 3) / (1 + 1))² = 2, so 1/3
    model = BuyingModel(1, 1, 1, 2, 0, 1)
    assert model.chance_active([1, 0], [1, 0], [3, 3]).tolist() == pytest.approx([1 / 3, 1])


def test_spend_by_hand():
    # p 2, q 3, gamma 20; two repeats of mean 10: 2 (20 + 20) / (4 + 2) = 13.33; nobody known: 2 · 20 / 2
    assert SpendModel(2, 3, 20, 0, 1).expected([2, 0], [10, None]).tolist() == pytest.approx([40 / 3, 20])
    assert np.isnan(SpendModel(2, 0.9, 20, 0, 1).expected([2], [10])).all()


def test_histories_by_hand():
    # a: 0, 3 twice (one purchase of 12), 7; b: 1; c only after the cut
    found = histories(list("aaabac"), [0, 3, 3, 1, 7, 11], 10, [9, 10, 2, 4, 8, 1])
    assert found.customers == ("a", "b")
    assert found.repeats.tolist() == [2, 0]
    assert found.last.tolist() == [7, 0]
    assert found.observed.tolist() == [10, 9]
    assert found.spend[0] == 10
    assert np.isnan(found.spend[1])


@given(st.floats(0.1, 3), st.floats(0.5, 20), st.floats(0.2, 0.9), st.floats(0.5, 5), st.floats(0.1, 50))
def test_whoever_was_just_met_is_new(r, alpha, a, b, ahead):
    model = BuyingModel(r, alpha, a, b, 0, 1)
    assert model.expected([0], [0], [0], ahead)[0] == pytest.approx(model.expected_of_new(ahead))
    soon = 1e-6
    assert model.expected_of_new(soon) == pytest.approx(r / alpha * soon, rel=1e-3)


def test_no_parameter_is_a_hole():
    exactly, beside = BuyingModel(0.5, 4, 1, 2, 0, 1), BuyingModel(0.5, 4, 1.00001, 2, 0, 1)
    assert exactly.expected([2], [3], [9], 5)[0] == pytest.approx(beside.expected([2], [3], [9], 5)[0], rel=1e-4)


def test_more_silence_means_less_hope():
    model = BuyingModel(0.25, 4.5, 0.8, 2.4, 0, 1)
    chances = model.chance_active([5] * 4, [10] * 4, [10, 15, 30, 60])
    assert (np.diff(chances) < 0).all()
    assert (np.diff(model.expected([5] * 4, [10] * 4, [10, 15, 30, 60], 10)) < 0).all()


def test_the_truth_is_found_again():
    random = np.random.default_rng(2)
    rate, stop = random.gamma(0.8, 1 / 6, 6000), random.beta(0.9, 2.5, 6000)
    repeats, last = np.zeros(6000), np.zeros(6000)
    for customer in range(6000):
        time = 0.0
        while (time := time + random.exponential(1 / rate[customer])) < 40:
            repeats[customer], last[customer] = repeats[customer] + 1, time
            if random.random() < stop[customer]:
                break
    model = fit_purchases(repeats, last, [40] * 6000)
    assert (model.r, model.alpha) == pytest.approx((0.8, 6), rel=0.12)
    assert model.a / (model.a + model.b) == pytest.approx(0.9 / 3.4, rel=0.1)


def test_the_unit_of_money_does_not_matter():
    random = np.random.default_rng(3)
    repeats = random.integers(1, 6, 500)
    spend = random.gamma(6 * repeats) / repeats / random.gamma(4, 1 / 15, 500)
    plain, cents = fit_spend(repeats, spend), fit_spend(repeats, 100 * spend)
    assert cents.expected(repeats, 100 * spend) == pytest.approx(100 * plain.expected(repeats, spend), rel=1e-4)


def test_refusals_name_the_customer():
    with pytest.raises(NoResponses, match="customers: no values"):
        fit_purchases([], [], [])
    with pytest.raises(NobodyReturned, match="none of 2 customers bought twice"):
        fit_purchases([0, 0], [0, 0], [5, 6])
    with pytest.raises(ImpossibleHistory, match="customer at position 1: 2 repeats, the last at 7 of 5"):
        fit_purchases([1, 2], [3, 7], [5, 5])
    with pytest.raises(ImpossibleHistory, match="1 repeats, the last at 0"):
        fit_purchases([1], [0], [5])
    with pytest.raises(DifferentLengths):
        fit_purchases([1], [1, 2], [5])
    with pytest.raises(NotIdentified, match="1 customers do not fix the model's 4 parameters"):
        fit_purchases([3], [2], [5])
    with pytest.raises(NoResponses, match="purchases: no values"):
        histories(["a"], [5], until=1)
    with pytest.raises(NoResponses, match="customers with repeats"):
        fit_spend([0], [None])
    with pytest.raises(NoSpend, match="mean spend 0 at position 1 is not positive"):
        fit_spend([1, 2], [3, 0])
    with pytest.raises(NotIdentified, match="3 customers do not fix the model's 3 parameters"):
        fit_spend([1, 2, 3], [10, 10, 10])
