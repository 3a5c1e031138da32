"""A funnel over a workspace's facts: when each run reached each step, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from ..analysis.estimator import Floats
from ..analysis.funnel import FunnelStep, TooFewSteps, funnel
from ..query.window import Window
from ..sentence import sentence
from ..store.spelling import Spelling
from ..store.store import Store
from .steps import TABLE, Steps, among, column, grouped, named


@dataclass(frozen=True, slots=True)
class Funnel:
    """``steps`` of the analysis; watching went on for ``watched_seconds`` after the first run's first step."""

    run: str
    step: str
    steps: tuple[FunnelStep, ...]
    watched_seconds: float
    query: str
    version: int


class NobodyBegan(LookupError):
    def __init__(self, first: str, window: Window):
        super().__init__(
            sentence("nobody took the step {first} in {window}; begin with another", first=first, window=str(window))
        )


def funnel_of(asked: Steps, names: Sequence[str], store: Store) -> Funnel:
    """Who went through steps in this order (others may lie between), from their first time at the first one.

    Raises
        TooFewSteps, NobodyBegan.
    """
    if len(names) < 2:
        raise TooFewSteps(len(names))
    version, tree = store.version(), reached_tree(asked, tuple(names), store.spelling)
    found = store.query(tree)
    end = float(_seconds(store.query(_end_tree(asked, store.spelling)), "until")[0])
    if not found.num_rows:
        raise NobodyBegan(names[0], asked.window)
    times = [_seconds(found, _reached(place)) for place in range(len(names))]
    steps, watched = funnel(names, times, end), end - float(np.nanmin(times[0]))
    return Funnel(asked.run, asked.step, steps, watched, tree.sql(store.spelling.dialect, pretty=True), version)


def reached_tree(asked: Steps, names: tuple[str, ...], spelling: Spelling) -> exp.Select:
    """One row per run that began: ``reached_i``, when it first took step i after having taken all before."""
    inside = asked.rows(spelling).subquery(TABLE)
    rows = exp.select(exp.Star()).from_(inside).where(among(column("step"), names))
    for place, name in enumerate(names):
        rows = exp.select(exp.Star(), *named(**{_reached(place): _first(place, name, names)})).from_(
            rows.subquery(TABLE)
        )
    ever = [exp.Min(this=column(_reached(place))) for place in range(len(names))]
    query = exp.select(*named(run=column("run"), **{_reached(i): tree for i, tree in enumerate(ever)}))
    began = exp.Not(this=exp.Is(this=column(_reached(0)), expression=exp.Null()))
    return grouped(query.from_(rows.subquery(TABLE)).where(began), 1)


def _first(place: int, name: str, names: tuple[str, ...]) -> exp.Expression:
    """The first time of a step in the run, not before the step ahead of it was reached."""
    claims: list[exp.Expression] = [exp.EQ(this=column("step"), expression=exp.Literal.string(name))]
    if place:
        after = exp.GT if names[place - 1] == name else exp.GTE
        claims.append(after(this=column("at"), expression=column(_reached(place - 1))))
    here = exp.and_(*claims)
    when = exp.Case(ifs=[exp.If(this=here, true=column("at"))])
    return exp.Window(this=exp.Min(this=when), partition_by=[column("run")])


def _reached(place: int) -> str:
    return f"reached_{place}"


def _end_tree(asked: Steps, spelling: Spelling) -> exp.Select:
    return exp.select(*named(until=exp.Max(this=column("at")))).from_(asked.rows(spelling).subquery(TABLE))


def _seconds(found: pa.Table, name: str) -> Floats:
    """A column of instants as seconds since 1970, NaN where missing."""
    micros = found.column(name).cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    return np.asarray(pc.divide(micros.cast(pa.float64()), 1e6).to_numpy(), np.float64)
