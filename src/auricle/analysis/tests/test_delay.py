"""The delay at which a score foretells money, judged on customers kept aside: by hand, planted, and where none does."""

from __future__ import annotations

import numpy as np
import pytest

from auricle.analysis.delay import BLOCKS, Delays, DelaySums, best_delay
from auricle.analysis.refusals import NoResponses

PEOPLE = 4000


def company(slopes: list[float], noise: float = 40.0) -> Delays:
    random = np.random.default_rng(3)
    score = random.integers(0, 11, PEOPLE).astype(float)
    money = [100 + slope * score + random.normal(0, noise, PEOPLE) for slope in slopes]
    return best_delay(DelaySums.of(score, money, (np.arange(PEOPLE) % BLOCKS).tolist()))


def test_what_is_foretold_is_judged_on_the_fold_kept_aside():
    score, money = np.array([0.0, 1.0] * 10), np.array([1.0, 3.0] * 9 + [0.0, 6.0])
    blocks = (np.arange(20) // 2).tolist()  # ten blocks of a 0 and a 1, each a fold of its own
    (delay,) = best_delay(DelaySums.of(score, [money], blocks), resamples=10).delays
    usual = np.array([np.delete(money, [2 * i, 2 * i + 1]).mean() for i in range(10)])
    missed = expected = 0.0
    for i in range(10):
        others = np.delete(money, [2 * i, 2 * i + 1])
        low, high = others[::2].mean(), others[1::2].mean()
        missed += (money[2 * i] - low) ** 2 + (money[2 * i + 1] - high) ** 2
        expected += ((money[2 * i : 2 * i + 2] - usual[i]) ** 2).sum()
    assert delay.foretold.value == pytest.approx(1 - missed / expected)
    assert delay.point.value == pytest.approx(money[1::2].mean() - money[::2].mean())


def test_the_delay_at_which_money_follows_is_found():
    found = company([0.0, 1.0, 8.0, 1.0])
    assert (found.best, found.rivals, found.is_clear) == (2, (), True)
    assert found.sure == 1
    assert found.delays[2].point.low < 8 < found.delays[2].point.high
    assert found.delays[0].foretold.low < 0


def test_delays_that_may_be_as_good_are_named():
    found = company([8.0, 0.0, 8.0])
    assert found.best in (0, 2)
    assert found.rivals == (2 - found.best,)
    assert not found.is_clear
    assert found.sure < 1


def test_where_the_score_foretells_nothing_no_delay_is_chosen():
    found = company([0.0, 0.0, 0.0])
    assert (found.best, found.sure, found.rivals) == (None, 0.0, ())


def test_one_score_for_all_and_money_that_never_differs_foretell_nothing():
    for score, money in (([5.0] * 40, np.arange(40.0)), ([1.0, 2.0] * 20, np.zeros(40))):
        found = best_delay(DelaySums.of(score, [money, money], list(range(40))))
        assert found.best is None
        assert all(np.isfinite([each.point.value, each.foretold.value]).all() for each in found.delays)


def test_nobody_is_refused():
    with pytest.raises(NoResponses):
        best_delay(DelaySums.of([], [[]], []))
