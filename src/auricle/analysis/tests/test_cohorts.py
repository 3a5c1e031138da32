import pandas as pd
import pytest

from auricle.analysis.cohorts import TooManyPeriods, cohorts
from auricle.analysis.refusals import DifferentLengths, MissingLabel, NoResponses, NotAWholeNumber


def test_a_case_by_hand():
    # 0: ann, bob, cy; 1: ann twice; 2: nobody; 3: ann, bob, and dee for the first time
    found = cohorts(["ann", "bob", "cy", "ann", "ann", "ann", "bob", "dee"], [0, 0, 0, 1, 1, 3, 3, 3], last=4)
    assert [(each.first, each.n) for each in found] == [(0, 3), (3, 1)]
    assert [share.value for share in found[0].kept] == pytest.approx([1 / 3, 0, 2 / 3, 0])
    assert [share.value for share in found[1].kept] == [0]
    # Wilson for 1 of 3: (1/3 + z²/6 ± z sqrt(2/27 + z²/36)) / (1 + z²/3), z 1.96
    assert found[0].kept[0].interval == pytest.approx((0.0615, 0.7923), abs=5e-5)


def test_what_comes_after_the_last_period_is_left_out():
    found = cohorts(["ann", "bob", "ann"], [0, 2, 2], last=1)
    assert [(each.first, each.n, len(each.kept)) for each in found] == [(0, 1, 1)]


def test_months_of_pandas():
    bought = pd.DataFrame({"who": ["a", "b", "a"], "at": pd.to_datetime(["2025-11-30", "2025-12-01", "2026-01-31"])})
    months = bought["at"].dt.year * 12 + bought["at"].dt.month
    assert [(each.n, [share.value for share in each.kept]) for each in cohorts(bought["who"], months)] == [
        (1, [0, 1]), (1, [0]),
    ]  # fmt: skip


def test_refusals_name_the_thing():
    with pytest.raises(NoResponses, match="customers: no values"):
        cohorts([], [])
    with pytest.raises(NoResponses, match="customers: no values"):
        cohorts(["ann"], [5], last=4)
    with pytest.raises(MissingLabel, match="customers: None at position 1"):
        cohorts(["ann", None], [0, 1])
    with pytest.raises(NotAWholeNumber, match=r"periods is 0\.5"):
        cohorts(["ann"], [0.5])
    with pytest.raises(TooManyPeriods, match="periods from 202501 to 203601 are more than 1000"):
        cohorts(["ann", "ann"], [202501, 203601])
    with pytest.raises(NotAWholeNumber, match=r"periods is 1e\+30"):
        cohorts(["ann"], [1e30])
    with pytest.raises(DifferentLengths, match="customers has 2, periods has 1"):
        cohorts(["ann", "bob"], [0])
