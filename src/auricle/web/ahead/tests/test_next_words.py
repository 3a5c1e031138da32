"""What comes next, in words: a rise is one from the last period, and says from what."""

from __future__ import annotations

import numpy as np
import pytest

from auricle.analysis.forecasting import forecast
from auricle.understanding.charting import Ahead, Outlook
from auricle.web.ahead.next_words import foretold


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (47.4, 64.8, "Revenue will rise in Nov 2026 to 56.1 (47.4 to 64.8), from 36.5"),
        (17.0, 31.0, "Revenue will fall in Nov 2026 to 24.0 (17.0 to 31.0), from 36.5"),
        (30.0, 40.0, "Revenue will be about 35.0 in Nov 2026 (30.0 to 40.0)"),
    ],
)
def test_a_rise_says_from_what(low: float, high: float, says: str) -> None:
    points = (
        Ahead("2026-09", None, None, None, False),
        Ahead("2026-10", 36.5, None, None, False),
        Ahead("2026-11", (low + high) / 2, low, high, True),
    )
    outlook = Outlook("revenue", "points", "", "month", points, forecast(np.arange(12.0)), 1)
    assert foretold(outlook, "Revenue")["headline"] == says
