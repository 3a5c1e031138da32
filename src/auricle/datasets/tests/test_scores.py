"""Planted effects are exact on the mean, whatever the ends of the scale cut off."""

from __future__ import annotations

import numpy as np
import pytest

from auricle.datasets.scores import missing, rated, shifted


@pytest.mark.parametrize("points", [-1.6, -0.4, 0.3, 1.0])
def test_a_shift_moves_the_mean_of_the_chosen_and_of_nobody_else(points):
    rng = np.random.default_rng(1)
    before = rated(rng, 3.2, rng.standard_normal(100_000), spread=0.7, noise=0.6)
    chosen = np.arange(len(before)) % 2 == 0
    after = shifted(rng, before, chosen, points)
    assert (after - before)[chosen].mean() == pytest.approx(points, abs=0.02)
    assert np.array_equal(after[~chosen], before[~chosen])
    assert set(np.unique(after)) <= {1, 2, 3, 4, 5}


def test_a_shift_stops_at_the_end_of_the_scale():
    after = shifted(np.random.default_rng(1), np.array([5, 5, 4]), np.ones(3, bool), 3.0)
    assert after.tolist() == [5, 5, 5]


def test_a_share_of_questions_is_left_out():
    answers = missing(np.random.default_rng(1), np.full(50_000, 4), 0.03)
    assert np.isnan(answers).mean() == pytest.approx(0.03, abs=0.005)
    assert np.nanmean(answers) == 4
