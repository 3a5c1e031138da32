"""The binomial quantile is the one of scipy.stats, without the price of importing that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from auricle.analysis.intervals import binomial_quantile

SOURCE = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("share", [0.01, 0.25, 0.5, 0.75, 0.95])
@pytest.mark.parametrize("probability", [0.005, 0.025, 0.975, 0.995])
def test_it_equals_the_reference(probability: float, share: float) -> None:
    trials = np.concatenate([np.arange(1.0, 2000.0), 10.0 ** np.arange(4, 8)])
    assert np.array_equal(binomial_quantile(probability, trials, share), stats.binom.ppf(probability, trials, share))


def test_by_hand_the_median_of_three_tosses_is_one() -> None:
    # P(X <= 0) = 1/8 < 1/2, P(X <= 1) = 4/8 >= 1/2
    assert binomial_quantile(0.5, np.array([3.0]), 0.5).tolist() == [1.0]


def test_a_command_starts_without_the_distributions_of_scipy() -> None:
    script = "import sys, auricle.analysis.estimators; print('scipy.stats' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False", done.stderr
