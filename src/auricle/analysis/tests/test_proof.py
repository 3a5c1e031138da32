"""Difference in differences, synthetic control, interrupted series: references, coverage, and honest refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from auricle.analysis.change import Verdict
from auricle.analysis.difference import TooFewUnits, between_units, happened_before, two_sides
from auricle.analysis.effect import TooShort, effect
from auricle.analysis.interrupted import interrupted_series
from auricle.analysis.serial import least_squares, newey_west
from auricle.analysis.synthetic import TooFewDonors, mixture, synthetic_control

from .proposition_99 import CALIFORNIA, FIRST, OTHERS

DONORS = np.array(list(OTHERS.values()), np.float64)


def broken_line() -> np.ndarray:
    time = np.arange(len(CALIFORNIA))
    after = (time >= FIRST).astype(float)
    return np.column_stack([np.ones(len(time)), time, after, (time - FIRST) * after])


def test_newey_west_gives_the_errors_of_linden_2015():
    """Stata Journal 15(2), ``itsa cigsale, single trperiod(1989) lag(1)``; statsmodels 0.15 agrees to the last digit:
    OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 1, "use_correction": True}).bse
    """
    found, residuals = least_squares(broken_line(), np.array(CALIFORNIA), np.ones(len(CALIFORNIA)))
    errors = np.sqrt(np.diag(newey_west(broken_line(), residuals, np.ones(len(CALIFORNIA)), lag=1)))
    assert found == pytest.approx([132.22579, -1.77947, -20.05810, -1.49465], abs=1e-5)
    assert errors == pytest.approx([4.253054, 0.3834188, 4.724395, 0.43682], abs=1e-5)


def test_the_series_of_california_breaks_in_1989():
    found = interrupted_series(CALIFORNIA, FIRST)
    assert found.level.value == pytest.approx(-20.05810, abs=1e-5)
    assert found.slope is not None
    assert found.slope.value == pytest.approx(-1.49465, abs=1e-5)
    assert found.effect.value == pytest.approx(-20.05810 - 1.49465 * 5.5, abs=1e-4)  # twelve years: 0 to 11 after
    assert found.effect.verdict is Verdict.LOWER


def test_the_mixture_of_california_is_the_published_one():
    """Arkhangelsky and others (2021), table 1: -19.6 by synthetic control on sales alone; R synthdid::sc_estimate."""
    found = synthetic_control(CALIFORNIA, DONORS, FIRST)
    assert found.effect.value == pytest.approx(-19.6, abs=0.1)
    assert dict(zip(OTHERS, found.weights.round(2), strict=True)) == pytest.approx(
        {"Utah": 0.39, "Montana": 0.23, "Nevada": 0.21, "Connecticut": 0.11, "New Hampshire": 0.05, "Colorado": 0.01},
        abs=0.02,
    )
    assert found.fits
    assert found.p == pytest.approx(1 / 7)  # of six placebos none grew as much


def test_weights_are_shares():
    random = np.random.default_rng(2)
    for _ in range(20):
        weights = mixture(random.normal(size=9), random.normal(size=(5, 9)))
        assert weights.min() >= 0
        assert weights.sum() == pytest.approx(1)


def test_one_like_no_mixture_is_not_told():
    found = synthetic_control(np.array(CALIFORNIA) + 300.0, DONORS, FIRST)
    assert not found.fits
    assert found.effect.verdict is Verdict.CANNOT_TELL


def test_two_sides_by_hand():
    """d = 1 before, 3 after: by 2 more, without noise."""
    none = np.zeros(8)
    found = two_sides([3, 3, 3, 3, 6, 6, 6, 6], none, [2, 2, 2, 2, 3, 3, 3, 3], none, 4)
    assert found.effect.value == pytest.approx(2)
    assert found.paths.gaps.tolist() == pytest.approx([0, 0, 0, 0, 2, 2, 2, 2])


def panel(random: np.random.Generator, true: float = 0.3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fourteen units over sixteen periods; six are treated from the tenth on."""
    units, periods = 14, 16
    counts = random.integers(5, 60, (units, periods)).astype(float)
    treated = np.arange(units) < 6
    own = np.cumsum(random.normal(0, 0.05, (units, periods)), axis=1)
    noise = random.normal(0, 1, (units, periods)) / np.sqrt(counts)
    moves = random.normal(0, 0.3, periods)
    return own + noise + moves + true * np.outer(treated, np.arange(periods) >= 9), counts, treated


def test_between_units_is_welch_of_what_each_unit_changed():
    """With counts alike: scipy.stats.ttest_ind(changed[treated], changed[~treated], equal_var=False)."""
    values, _, treated = panel(np.random.default_rng(4))
    found = between_units(values, np.ones_like(values), treated, 9)
    changed = values[:, 9:].mean(axis=1) - values[:, :9].mean(axis=1)
    reference = stats.ttest_ind(changed[treated], changed[~treated], equal_var=False)
    assert found.effect.p == pytest.approx(reference.pvalue)
    assert (found.effect.low, found.effect.high) == pytest.approx(tuple(reference.confidence_interval()))


def test_between_units_is_the_coefficient_of_two_way_fixed_effects():
    values, _, treated = panel(np.random.default_rng(5))
    units, periods = values.shape
    dummies = [np.repeat(np.eye(units), periods, axis=0), np.tile(np.eye(periods), (units, 1))[:, 1:]]
    done = np.outer(treated, np.arange(periods) >= 9).astype(float).ravel()
    found = np.linalg.lstsq(np.column_stack([*dummies, done]), values.ravel(), rcond=None)[0][-1]
    assert between_units(values, np.ones_like(values), treated, 9).effect.value == pytest.approx(found)


def test_intervals_between_units_hold_the_truth_as_often_as_they_say():
    random = np.random.default_rng(6)
    found = [between_units(*panel(random), 9) for _ in range(250)]
    assert 0.91 <= np.mean([each.effect.low <= 0.3 <= each.effect.high for each in found]) <= 0.985
    assert np.mean([each.paths.ran_alike for each in found]) > 0.95


def remembering(random: np.random.Generator, periods: int, rho: float, spread: float) -> np.ndarray:
    noise = random.normal(0, spread, periods + 20)
    for at in range(1, len(noise)):
        noise[at] += rho * noise[at - 1]
    return noise[20:]


@pytest.mark.parametrize("rho", [0.0, 0.4])
def test_intervals_of_two_sides_hold_the_truth_as_often_as_they_say(rho: float):
    random, held, null = np.random.default_rng(7), [], []
    for _ in range(250):
        errors = random.uniform(0.05, 0.1, 20)
        common = np.cumsum(random.normal(0, 0.1, 20))
        path = common + remembering(random, 20, rho, 0.05 if rho else 0) + random.normal(0, errors)
        found = two_sides(path, errors, common, np.full(20, 0.01), 12).effect
        held.append(found.low <= 0 <= found.high)
        null.append(found.verdict is Verdict.NO_CLEAR_CHANGE)
    assert 0.91 <= np.mean(held) <= 0.99
    assert held == null  # what has no effect is found to have none


@pytest.mark.parametrize("rho", [0.0, 0.4])
def test_intervals_of_a_series_hold_the_truth_as_often_as_they_say(rho: float):
    random, held = np.random.default_rng(8), []
    for _ in range(200):
        time = np.arange(36)
        path = 0.02 * time + remembering(random, 36, rho, 0.1) + 0.2 * (time >= 22)
        found = interrupted_series(path, 22).effect
        held.append(found.low <= 0.2 <= found.high)
    assert 0.89 <= np.mean(held) <= 0.985


def test_a_bad_month_before_the_start_is_set_aside_and_a_slow_change_is_not():
    random = np.random.default_rng(9)
    usual, errors = random.normal(0, 0.1, 14), np.full(14, 0.1)
    nothing = np.zeros(14)
    struck = usual.copy()
    struck[8] -= 1.5
    assert np.flatnonzero(happened_before(struck, errors, nothing, nothing, 9)).tolist() == [8]
    assert not happened_before(usual + np.linspace(0, 0.5, 14), errors, nothing, nothing, 9).any()


def test_sides_that_drifted_apart_before_are_said_to():
    drifting, errors = np.linspace(0, 2, 16), np.full(16, 0.05)
    found = two_sides(drifting, errors, np.zeros(16), errors, 10)
    assert not found.paths.ran_alike
    assert found.paths.drift.value == pytest.approx(2 / 15)


def test_seasons_are_told_apart_where_the_past_holds_two_years():
    time = np.arange(48)
    waves = np.sin(time * np.pi / 6)
    found = interrupted_series(waves + (time >= 30), 30, season=12)
    assert found.seasons == 12
    assert found.effect.value == pytest.approx(1)
    assert interrupted_series(waves[20:], 15, season=12).seasons == 0


def test_what_is_too_little_is_refused():
    with pytest.raises(TooShort, match="3 of the periods before the start and 5 of those after it"):
        two_sides(np.ones(8), np.ones(8), np.ones(8), np.ones(8), 3)
    with pytest.raises(TooFewUnits, match="2 units where it was done"):
        between_units(np.ones((9, 12)), np.ones((9, 12)), np.arange(9) < 2, 6)
    with pytest.raises(TooFewDonors, match="2 groups without it"):
        synthetic_control(CALIFORNIA, DONORS[:2], FIRST)
    with pytest.raises(TooShort):
        interrupted_series([1, 2, 3, 4], 2)


def test_without_degrees_of_freedom_nothing_is_told():
    assert effect(1.0, 0.1, 0).verdict is Verdict.CANNOT_TELL
