import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auricle.analysis.likelihood import NotIdentified
from auricle.analysis.refusals import NoResponses
from auricle.analysis.renewals import (
    DiscountNotPositive,
    NobodyLapsed,
    RenewalModel,
    RisingCohort,
    TooFewRenewals,
    fit_renewals,
)

HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]


def test_the_high_end_cohort_is_fitted_as_published():
    # Fader and Hardie (2007), figure 3 and table 2: survival of the "high end" customers, years 0 to 7
    model = fit_renewals(HIGH_END)
    assert (model.alpha, model.beta) == pytest.approx((0.66809, 3.80610), abs=6e-6)
    assert model.share([8, 9, 10, 11, 12]).tolist() == pytest.approx([0.460, 0.436, 0.414, 0.395, 0.378], abs=5e-4)
    # (2010): discounted expected residual lifetime at 10% of who has renewed seven times
    assert model.residual_renewals(7, 0.1) == pytest.approx(7.530, abs=5e-4)


def test_a_case_by_hand():
    # alpha 1, beta 1: S(t) = B(1, 1 + t) / B(1, 1) = 1 / (1 + t); retention at t: t / (t + 1)
    model = RenewalModel(1, 1, 0, 1)
    assert model.share([0, 1, 2, 3]).tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])
    assert model.retention([1, 2, 3]).tolist() == pytest.approx([1 / 2, 2 / 3, 3 / 4])


@given(st.floats(0.1, 5), st.floats(0.1, 5), st.integers(0, 5), st.floats(0.05, 0.5))
def test_residual_renewals_are_the_discounted_shares_to_come(alpha, beta, renewed, discount):
    model = RenewalModel(alpha, beta, 0, 1)
    ahead = np.arange(600)
    shares = model.share(renewed + 1 + ahead) / model.share([renewed])
    assert model.residual_renewals(renewed, discount) == pytest.approx(shares @ (1 + discount) ** -ahead, rel=1e-6)


@given(st.floats(0.1, 5), st.floats(0.1, 5))
def test_retention_rises_and_multiplies_to_the_share(alpha, beta):
    model = RenewalModel(alpha, beta, 0, 1)
    assert (np.diff(model.retention([1, 2, 3, 4])) > 0).all()
    assert model.retention([1, 2, 3, 4]).prod() == pytest.approx(model.share([4])[0])


@settings(max_examples=10)
@given(st.floats(0.5, 3), st.floats(0.5, 3))
def test_the_truth_is_found_again(alpha, beta):
    truth = RenewalModel(alpha, beta, 0, 1).share(np.arange(9))
    found = fit_renewals(1e6 * truth)
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), rel=0.01)


def test_refusals_name_the_period():
    with pytest.raises(NoResponses, match="customers at the start"):
        fit_renewals([])
    with pytest.raises(TooFewRenewals, match="1 renewals; at least 2"):
        fit_renewals([10, 8])
    with pytest.raises(RisingCohort, match="period 2: 9 remaining after 8"):
        fit_renewals([10, 8, 9])
    with pytest.raises(NobodyLapsed, match="all 10 customers renewed each time"):
        fit_renewals([10, 10, 10])
    with pytest.raises(NotIdentified, match="1000 customers do not fix the model's 2 parameters"):
        fit_renewals([1000, 900, 700, 300])
    with pytest.raises(DiscountNotPositive, match="discount 0 per period"):
        fit_renewals(HIGH_END).residual_renewals(3, 0)
