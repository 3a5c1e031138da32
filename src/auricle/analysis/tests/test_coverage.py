from __future__ import annotations

import pytest

from auricle.analysis.coverage import coverage
from auricle.analysis.refusals import DifferentLengths, MissingValue, NoResponses


def test_those_heard_beside_the_unheard_by_hand():
    found = coverage([30, 10, 20, 0, 40], [1, 0, 1, 0, 0])
    assert found.share == 0.4
    assert (found.heard.customers, found.unheard.customers) == (2, 3)
    assert (found.heard.mean.value, found.heard.share_of_money) == (25, 0.5)
    assert found.unheard.mean.value == pytest.approx(50 / 3)
    assert found.verdict == "no clear change"


def test_where_everybody_or_nobody_was_heard_nothing_is_compared():
    for heard in ([1, 1], [0, 0]):
        found = coverage([5, 7], heard)
        assert found.share == heard[0]
        assert found.verdict == "no clear change"
        assert {found.heard.mean.value, found.unheard.mean.value} == {6.0, 0.0}
    assert coverage([0, 0], [1, 0]).heard.share_of_money == 0


def test_refusals_name_the_thing():
    with pytest.raises(NoResponses):
        coverage([], [])
    with pytest.raises(MissingValue, match="money"):
        coverage([1, None], [1, 0])
    with pytest.raises(DifferentLengths, match="heard"):
        coverage([1, 2], [1])
