import numpy as np
import pytest

from auricle.analysis.control import MEMORY, REACH, TooFewPoints, estimated, individuals, shares, smoothed
from auricle.analysis.refusals import DifferentLengths, NotAShare


def test_individuals_by_hand():
    # 10 12 11 15: mean 12; moving ranges 2 1 4, mean 7/3; sigma 7/3 / 1.128 = 2.068558; 12 ± 6.205674
    chart = individuals([10, 12, 11, 15])
    assert chart.centre == 12
    assert chart.low.tolist() == pytest.approx([12 - 6.205674] * 4)
    assert chart.high.tolist() == pytest.approx([12 + 6.205674] * 4)
    assert not chart.signal.any()


def test_a_leap_signals():
    chart = individuals([10, 11, 10, 11, 40, 10, 11, 10, 11])
    assert chart.signal.tolist() == [position == 4 for position in range(9)]


def test_eight_on_one_side_signal_and_seven_do_not():
    before, after = [11.0, 9.0] * 8, [9.0, 11.0] * 8
    assert not individuals([*before, *[10.8] * 7, *after]).signal.any()
    run = individuals([*before, *[10.8] * 8, *after]).signal
    assert run.tolist() == [16 <= position < 24 for position in range(40)]


def test_a_measure_that_never_moves_does_not_signal_for_rounding():
    level = [200 / 3, 66.66666666666669, 66.66666666666666, 66.66666666666671] * 6
    errors = [8.6 + n % 3 for n in range(24)]
    assert not any(
        chart.signal.any() for chart in (individuals(level), estimated(level, errors), smoothed(level, errors))
    )
    assert estimated([*level, -100.0], [*errors, 8.6]).rule[-1] == "beyond"


def test_missing_points_are_bridged_and_never_signal():
    chart = individuals([10, None, 12, 11, 15])
    assert chart.low[0] == pytest.approx(12 - 6.205674)
    assert not chart.signal[1]


def test_shares_by_hand():
    # 5/100 10/100 15/100 10/100: centre .1, noise sqrt(.09/100) = .03; z -5/3 0 5/3 0
    # moving ranges 5/3 each, sigma_z 5/3 / 1.128 = 1.477541; .1 ± 3 · .03 · 1.477541 = .1 ± .132979, clipped at 0
    chart = shares([5, 10, 15, 10], [100] * 4)
    assert chart.centre == 0.1
    assert chart.low.tolist() == [0] * 4
    assert chart.high.tolist() == pytest.approx([0.232979] * 4, abs=1e-6)


def test_a_period_of_few_answers_has_wider_limits():
    chart = shares([50, 5, 52, 48], [100, 10, 100, 100])
    width = chart.high - chart.low
    assert width[1] == pytest.approx(width[0] * np.sqrt(10))


def test_estimates_with_their_errors_chart_as_shares_do():
    x, n = np.array([41.0, 55, 48, 60, 52]), np.array([90.0, 110, 95, 120, 100])
    by_shares = shares(x, n)
    centre = x.sum() / n.sum()
    by_errors = estimated(x / n, np.sqrt(centre * (1 - centre) / n))
    assert by_errors.centre == pytest.approx(by_shares.centre)
    assert by_errors.high.tolist() == pytest.approx(by_shares.high.tolist())


def test_a_period_without_answers_is_bridged():
    assert np.isnan(estimated([1, 2, 3, 2], [1, 1, 0, 1]).low[2])
    chart = shares([5, 0, 6, 4], [10, 0, 10, 10])
    assert not chart.signal[1]


def test_where_everybody_says_yes_the_limits_meet():
    chart = shares([10, 20, 30], [10, 20, 30])
    assert chart.low.tolist() == [1, 1, 1]
    assert not chart.signal.any()


def test_refusals_name_the_thing():
    with pytest.raises(TooFewPoints, match="2 points have no control limits; give at least 3"):
        individuals([1, 2])
    with pytest.raises(TooFewPoints, match="0 points"):
        shares([0, 0, 0], [0, 0, 0])
    with pytest.raises(NotAShare, match="11 of 10"):
        shares([11, 1, 1], [10, 10, 10])
    with pytest.raises(DifferentLengths, match="values has 3, standard_errors has 2"):
        estimated([1, 2, 3], [1, 1])


def test_each_signal_names_the_rule_that_fired():
    assert individuals([10, 11, 10, 11, 40, 10, 11, 10, 11]).rule == ("", "", "", "", "beyond", "", "", "", "")
    run = individuals([*[11.0, 9.0] * 8, *[10.8] * 8, *[9.0, 11.0] * 8]).rule
    assert set(run[16:24]) == {"run"}


def test_the_smoothed_chart_by_hand():
    # 10 12 11 15: centre 12, sigma 2.068558; e: 11.6, 11.68, 11.544, 12.2352
    # V1 = .04 * 4.278933 = .171157; V2 = V1 * 1.64; 12 - 2.86 * sqrt(.171157) = 10.816787
    chart = smoothed([10, 12, 11, 15])
    assert chart.drawn.tolist() == pytest.approx([11.6, 11.68, 11.544, 12.2352])
    assert chart.low[0] == pytest.approx(10.816787, abs=1e-5)
    assert chart.high[1] - 12 == pytest.approx(1.183213 * np.sqrt(1.64), abs=1e-5)


def test_a_small_shift_that_stays_is_found_by_the_smoothed_chart_before_a_run_is():
    random = np.random.default_rng(8)
    series = np.concatenate([random.normal(0, 1, 60), random.normal(1.2, 1, 20)])
    assert "drift" in smoothed(series, np.ones(80)).rule[60:]


def test_the_smoothed_chart_raises_one_false_alarm_in_370_points():
    """Average run length by a Markov chain over 201 states between the limits (Lucas and Saccucci)."""
    from scipy.stats import norm

    reach = REACH * np.sqrt(MEMORY / (2 - MEMORY))
    width = 2 * reach / 201
    middle = -reach + width * (np.arange(201) + 0.5)
    ends = (middle[None, :, None] + np.array([-width / 2, width / 2]) - (1 - MEMORY) * middle[:, None, None]) / MEMORY
    step = norm.cdf(ends[..., 1]) - norm.cdf(ends[..., 0])
    length = np.linalg.solve(np.eye(201) - step, np.ones(201))[100]
    assert length == pytest.approx(370, rel=0.01)


def test_missing_points_leave_the_smoothed_level_where_it_was():
    chart = smoothed([10, None, 12, 11, 15])
    assert np.isnan(chart.drawn[1])
    assert chart.drawn[2] == smoothed([10, 12, 11, 15]).drawn[1]
    with pytest.raises(TooFewPoints):
        smoothed([1, 2])
