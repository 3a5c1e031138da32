from __future__ import annotations

import numpy as np
import pytest

from auricle.analysis.refusals import DifferentLengths, WeightNotPositive
from auricle.analysis.worst import clearly_worst


def test_a_case_by_hand():
    # the others together: (100 * 0.9 + 300 * 0.7) / 400 = 0.75; two-sided 95% of three: z = 2.394; 0.5 + 2.394 * 0.1
    found = clearly_worst([0.9, 0.5, 0.7], [0.01, 0.1, 0.01], [100, 25, 300])
    assert found is not None
    assert (found.place, found.others, found.gap) == (1, pytest.approx(0.75), pytest.approx(0.25))
    assert clearly_worst([0.9, 0.5, 0.7], [0.01, 0.105, 0.01], [100, 25, 300]) is None  # 0.5 + 2.394 * 0.105 = 0.7514


def test_of_groups_that_are_alike_one_in_twenty_at_most_is_called_worst():
    chance = np.random.default_rng(3)
    called = [clearly_worst(chance.normal(size=8), np.ones(8), np.full(8, 100)) for _ in range(2_000)]
    assert sum(found is not None for found in called) / 2_000 < 0.05


@pytest.mark.parametrize("groups", [0, 1])
def test_without_others_nothing_is_worst(groups):
    assert clearly_worst([0.1] * groups, [0.01] * groups, [50] * groups) is None


def test_columns_of_different_lengths_are_named():
    with pytest.raises(DifferentLengths, match="values has 2, standard_errors has 1"):
        clearly_worst([1, 2], [1], [1, 2])


def test_groups_that_nobody_answered_for_are_named():
    with pytest.raises(WeightNotPositive, match="position 1"):
        clearly_worst([1, 2, 3], [1, 1, 1], [1, -1, 5])
