"""Exact shares of R² beside the package that does the same by fitting every subset."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import numpy as np

from auricle.analysis.estimator import Floats
from auricle.analysis.importance import shares_of_r_squared

from .timing import Timing, once, timed

ROWS = 130_000
FITTED, WALKED = 8, 10  # drivers the peer gets through in minutes: fitting rows, and from correlations


def run(answers: int) -> Iterator[Timing]:
    for drivers in (14, 20):
        table = columns(drivers)
        work = f"shares of {drivers} drivers, {ROWS:,} rows, with the correlation"
        yield timed(work, "Auricle", lambda table=table: shares_of_r_squared(correlation(table)))
    yield from beside_fitting()
    yield from beside_correlations()


def columns(drivers: int) -> Floats:
    """Drivers that correlate, and last a score made of them."""
    random = np.random.default_rng(14)
    made = random.normal(size=(ROWS, 1)) + random.normal(size=(ROWS, drivers))
    return np.column_stack([made, made @ np.linspace(0, 1, drivers) + 3 * random.normal(size=ROWS)])


def correlation(table: Floats) -> Floats:
    centred = table - table.mean(axis=0)
    products = centred.T @ centred
    spread = np.sqrt(np.diag(products))
    return np.asarray(products / np.outer(spread, spread))


def beside_fitting() -> Iterator[Timing]:
    table = columns(FITTED)
    work = f"shares of {FITTED} drivers, {ROWS:,} rows"
    yield timed(work, "Auricle", lambda: shares_of_r_squared(correlation(table)))
    found: list[Floats] = []
    yield once(work, "dominance-analysis, fitting rows", lambda: found.append(dominance(table, form=0)))
    agreed(found[0], shares_of_r_squared(correlation(table)))


def beside_correlations() -> Iterator[Timing]:
    related = correlation(columns(WALKED))
    work = f"shares of {WALKED} drivers, from their correlations"
    yield timed(work, "Auricle", lambda: shares_of_r_squared(related))
    found: list[Floats] = []
    yield once(work, "dominance-analysis, from correlations", lambda: found.append(dominance(related, form=1)))
    agreed(found[0], shares_of_r_squared(related))


def dominance(table: Floats, form: int) -> Floats:
    """The peer's shares; it needs two names its own dependencies have lost since, and says much."""
    np.bool8 = np.bool_  # type: ignore[attr-defined]
    import bokeh.io

    bokeh.io.output_notebook = lambda *_, **__: None
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        import pandas as pd
        from dominance_analysis import Dominance

        names = [*(f"d{i}" for i in range(table.shape[1] - 1)), "score"]
        frame = pd.DataFrame(table, columns=names, index=names if form else None)
        shares = Dominance(frame, target="score", top_k=len(names) - 1, objective=1, data_format=form)
        found = shares.incremental_rsquare()
    return np.array([found[name] for name in names[:-1]])


def agreed(theirs: Floats, ours: Floats) -> None:
    if not np.allclose(theirs, ours, atol=1e-6):
        raise ValueError(f"dominance-analysis counts otherwise: {theirs} beside {ours}")
