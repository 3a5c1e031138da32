"""A funnel over a workspace's facts: when each run reached each step, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from ..analysis.estimator import Floats, Integers
from ..analysis.funnel import FunnelStep, TooFewSteps, funnel
from ..analysis.reaching import NEVER, Reaching
from ..query.window import Window
from ..sentence import sentence
from ..store.spelling import Spelling
from ..store.store import Store
from .steps import TABLE, Steps, among, column, named
from .walking import FEW, Part, only, parts_of


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
    version = store.version()
    reached = _reached(asked, tuple(names), store)
    end = _end(asked, store)  # asked last: nobody reached a step behind it, whatever came meanwhile
    reached = reached[reached[:, 0] != NEVER]
    if not len(reached):
        raise NobodyBegan(names[0], asked.window)
    times = [np.where(column == NEVER, np.nan, column / 1e6) for column in reached.T]
    steps, watched = funnel(names, times, end), end - float(np.nanmin(times[0]))
    text = asked.rows(store.spelling).sql(store.spelling.dialect, pretty=True)
    return Funnel(asked.run, asked.step, steps, watched, text, version)


def _reached(asked: Steps, names: tuple[str, ...], store: Store) -> Integers:
    """When each run first took each step after having taken all before, in one pass over the facts as they lie.

    Runs whose rows came late are gone through once more in order; with too many of them the engine sorts.
    """
    codes = {name: code for code, name in enumerate(dict.fromkeys(names))}
    design = [codes[name] for name in names]
    rows = _rows(asked, codes, store.spelling)
    order: list[exp.Expression] = [column(name) for name in ("run", "at")]
    lying = store.spelling.as_it_lies(rows, order)
    found = _taken(parts_of(store, lying), design)
    late = found.numbers[found.late]
    if not late.size:
        return found.reached
    if len(late) > FEW * len(found.numbers):
        return _taken(parts_of(store, rows.order_by(*order)), design).reached
    (runs, instants, steps), _ = only(late, parts_of(store, lying))
    by_time = np.lexsort((instants, runs))
    again = _taken(iter([(runs[by_time], instants[by_time], steps[by_time])]), design)
    return np.concatenate([found.reached[~found.late], again.reached])


def _taken(parts: Iterator[Part], design: list[int]) -> Reaching:
    reaching = Reaching(design)
    for runs, instants, steps in parts:
        reaching.take(runs, instants, steps.astype(np.int64))
    return reaching


def _rows(asked: Steps, codes: Mapping[str, int], spelling: Spelling) -> exp.Select:
    """The number of each run, the instant, the code of the step; of the steps asked for."""
    ifs = [exp.If(this=exp.Literal.string(name), true=exp.Literal.number(code)) for name, code in codes.items()]
    code = exp.Case(this=column("step"), ifs=ifs)
    tree = exp.select(*named(run=spelling.text_number(column("run")), at=column("at"), step=code))
    return tree.from_(asked.rows(spelling).subquery(TABLE)).where(among(column("step"), tuple(codes)))


def _end(asked: Steps, store: Store) -> float:
    """The last second of anything that happened."""
    tree = exp.select(*named(until=exp.Max(this=column("at")))).from_(asked.rows(store.spelling).subquery(TABLE))
    return float(_seconds(store.query(tree), "until")[0])


def _seconds(found: pa.Table, name: str) -> Floats:
    """A column of instants as seconds since 1970, NaN where missing."""
    micros = found.column(name).cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    return np.asarray(pc.divide(micros.cast(pa.float64()), 1e6).to_numpy(), np.float64)
