"""Who will buy again and who leaves sooner: BG/NBD beside lifetimes, Cox beside lifelines, the same data for both."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from auricle.analysis.hazard import hazards
from auricle.analysis.purchases import fit_purchases

from .timing import Timing, once, timed

MANY, ROWS = 1_000_000, 100_000


def run(answers: int) -> Iterator[Timing]:
    """``answers`` is not used: the sizes are those of the claims."""
    yield from _purchases()
    yield from _hazards()


def _purchases() -> Iterator[Timing]:
    made = _histories(2_357)
    for work, history, runs in (
        ("BG/NBD fit of 2,357 customers", made, 7),
        (f"BG/NBD fit of {MANY:,} customers", _histories(MANY), 1),
    ):
        ours = fit_purchases(*history)
        time = timed if runs > 1 else once
        yield time(work, "Auricle", lambda history=history: fit_purchases(*history))
        if find_spec("lifetimes") is None:
            continue
        from lifetimes import BetaGeoFitter

        warnings.simplefilter("ignore")
        theirs = BetaGeoFitter().fit(*history) if runs > 1 else None
        if theirs is not None and abs(theirs.params_["r"] - ours.r) > 0.01:
            raise RuntimeError("lifetimes finds other parameters, so the times are of different work")
        yield time(work, "lifetimes", lambda history=history: BetaGeoFitter().fit(*history))


def _hazards() -> Iterator[Timing]:
    rng = np.random.default_rng(1)
    columns = {f"x{place}": rng.normal(size=ROWS) for place in range(5)}
    pace = np.exp(0.3 * columns["x0"] - 0.2 * columns["x1"])
    lasting, watched = rng.exponential(1000 / pace), rng.uniform(200, 1500, ROWS)
    time, left = np.ceil(np.minimum(lasting, watched)), (lasting <= watched).astype(float)
    work = f"Cox regression of {ROWS:,} rows on 5 columns"
    yield timed(work, "Auricle", lambda: hazards(time, left, columns), runs=3)
    if find_spec("lifelines"):
        import pandas as pd
        from lifelines import CoxPHFitter

        frame = pd.DataFrame({**columns, "time": time, "left": left})
        yield timed(work, "lifelines", lambda: CoxPHFitter().fit(frame, "time", "left"), runs=3)


def _histories(customers: int) -> tuple[Any, Any, Any]:
    """Histories as BG/NBD makes them, with the parameters of CDNOW."""
    rng = np.random.default_rng(2)
    rate, stops = rng.gamma(0.2426, 1 / 4.4137, customers), rng.beta(0.793, 2.4262, customers)
    watched = rng.uniform(27, 39, customers)
    repeats, last = np.zeros(customers), np.zeros(customers)
    active, now = np.ones(customers, bool), np.zeros(customers)
    while active.any():
        now = now + rng.exponential(1, customers) / np.maximum(rate, 1e-12)
        active &= now <= watched
        repeats[active] += 1
        last[active] = now[active]
        active &= rng.random(customers) > stops
    return repeats, last, watched
