"""How many answers to expect: a case by hand, an outside reference, and what must hold whatever is given."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from auricle.analysis.expecting import expected_answers
from auricle.analysis.refusals import NotAShare


def test_one_asked_after_one_of_two_answered_is_a_coin():
    # Jeffreys' Beta(1.5, 1.5) has mean 1/2: nobody or one, with chance 1/2 each.
    found = expected_answers(1, 1, 2)
    assert (found.value, found.low, found.high) == (0.5, 0.0, 1.0)
    assert found.standard_error == pytest.approx(0.5)


@pytest.mark.parametrize("asked, answered, before", [(100, 20, 100), (1_000, 0, 50), (40, 12, 3_000), (500, 30, 30)])
def test_the_interval_is_scipys_beta_binomial(asked: int, answered: int, before: int):
    # scipy.stats.betabinom(m, s + .5, n - s + .5).ppf([.025, .975]) and .std()
    reference = stats.betabinom(asked, answered + 0.5, before - answered + 0.5)
    found = expected_answers(asked, answered, before)
    value = asked * answered / before
    assert found.low == min(reference.ppf(0.025), value)
    assert found.high == max(reference.ppf(0.975), value)
    assert found.standard_error == pytest.approx(reference.std())


def test_knowing_the_rate_better_narrows_the_interval_down_to_chance():
    widths = [(f := expected_answers(1_000, n // 5, n)).high - f.low for n in (20, 200, 2_000, 2_000_000)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == pytest.approx(2 * 1.96 * np.sqrt(1_000 * 0.2 * 0.8), rel=0.02)


def test_a_hundred_thousand_are_no_trouble_and_nobody_asked_answers_nothing():
    found = expected_answers(100_000, 1_234, 10_000)
    assert found.low < found.value < found.high
    assert expected_answers(0, 1, 2).high == 0


def test_more_answers_than_were_asked_are_refused():
    with pytest.raises(NotAShare, match="3 of 2"):
        expected_answers(10, 3, 2)
