"""Association of two questions: worked by hand, beside SciPy, and refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from auricle.analysis.association import TableTooSmall, association


def test_worked_by_hand() -> None:
    """Expected is 20 everywhere: chi-squared is 4 * 10² / 20 = 20, and V is sqrt(20 / 80) = .5."""
    found = association([[30, 10], [10, 30]])
    assert (found.chi_squared, found.degrees, found.strength, found.n) == (20.0, 1, 0.5, 80)
    assert found.residuals[0, 0] == pytest.approx(10 / np.sqrt(20 * 0.5 * 0.5))


@given(st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=2, max_size=5))
def test_is_what_scipy_says(table: list[list[int]]) -> None:
    theirs = chi2_contingency(table, correction=False)
    ours = association(table)
    assert ours.chi_squared == pytest.approx(theirs.statistic, abs=1e-9)
    assert (ours.p, ours.degrees) == (pytest.approx(theirs.pvalue, abs=1e-9), theirs.dof)


def test_weights_that_are_alike_change_nothing_and_unequal_ones_make_it_careful() -> None:
    counts = np.array([[30, 10], [10, 30]])
    assert association(counts, counts * 2.0, counts * 4.0).chi_squared == pytest.approx(20.0)
    assert association(counts, counts * 1.0, counts * 3.0).chi_squared == pytest.approx(20.0 / 3)


def test_what_nobody_chose_is_left_out_and_one_answer_alone_is_refused() -> None:
    assert association([[30, 0, 10], [10, 0, 30]]).degrees == 1
    with pytest.raises(TableTooSmall, match="two rows and two columns"):
        association([[3, 4]])
