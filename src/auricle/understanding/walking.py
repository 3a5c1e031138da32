"""All runs of a workspace, walked once: what follows what, how soon, who came again, and which paths there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from ..analysis.estimator import Integers
from ..analysis.following import BITS, Following, Moves, Numbers, TooManyMoves, codes_of, combined
from ..store.spelling import Spelling
from ..store.store import Store
from .steps import TABLE, Steps, column, grouped, how_many, named

FEW = 0.2
"""Up to this share of the runs may come out of order and be put right by themselves."""


@dataclass(frozen=True, slots=True)
class Walked:
    """``moves`` and ``last`` (of each run) are codes, places in ``names``; ``taken`` counts each.

    ``runs`` and ``paths`` hold a number for each run and one for its path. ``reach`` has, for each step, the runs
    that took it and those that did again; None where there are too many steps to tell.
    """

    names: tuple[str, ...]
    moves: Moves
    taken: Integers
    last: Integers
    runs: Numbers
    paths: Numbers
    reach: tuple[Integers, Integers] | None


def walk(asked: Steps, store: Store, width: float, most: int) -> Walked | None:
    """Every step of every run in the order of time; None where there are none.

    Facts lie by customer, time and key, so that one pass over them counts nearly all; runs some of whose rows came
    late are counted a second time in order. With too many of those the engine puts all in order.

    Raises
        TooManyMoves: ``most`` are fewer than there are, or than steps.
    """
    while True:
        version = store.version()
        found = _walked(asked, store, width, most)
        if store.version() == version:
            return found


def _walked(asked: Steps, store: Store, width: float, most: int) -> Walked | None:
    spelling = store.spelling
    names, numbers = _names(asked, store)
    if not names:
        return None
    if len(names) > most:
        raise TooManyMoves(most)
    whole = Following(len(names), width, most)
    lying = spelling.as_it_lies(_rows(asked, spelling), _order())
    for runs, instants, steps in _parts(store, lying, numbers):
        whole.take(runs, instants, steps)
    astray = whole.out_of_order
    if not astray.any():
        return _of(tuple(names), whole)
    if astray.mean() > FEW:
        ordered = Following(len(names), width, most)
        for runs, instants, steps in _parts(store, _rows(asked, spelling).order_by(*_order()), numbers):
            ordered.take(runs, instants, steps)
        return _of(tuple(names), ordered)
    as_they_came, ordered = (Following(len(names), width, most) for _ in range(2))
    late = whole.numbers[astray]
    for runs, instants, steps in _parts(store, lying, numbers):
        mine = codes_of(runs, late) >= 0
        as_they_came.take(runs[mine], instants[mine], steps[mine])
    rows = store.query(_of_runs(_rows(asked, spelling), late, spelling))
    ordered.take(*_columns(rows.sort_by([(name, "ascending") for name in ("run", "at", "key")]), numbers))
    return _put_right(tuple(names), whole, as_they_came, ordered)


def _put_right(names: tuple[str, ...], whole: Following, as_they_came: Following, ordered: Following) -> Walked:
    """All runs, those out of order as they are in order."""
    moves = combined([(whole.moves(), 1), (as_they_came.moves(), -1), (ordered.moves(), 1)], len(names))
    fine = ~whole.out_of_order
    both = _of(names, whole)
    return Walked(
        names,
        moves,
        both.taken,
        np.concatenate([whole.last[fine], ordered.last]),
        np.concatenate([whole.numbers[fine], ordered.numbers]),
        np.concatenate([whole.paths[fine], ordered.paths]),
        both.reach,
    )


def _of(names: tuple[str, ...], found: Following) -> Walked:
    reach = found.reach() if len(names) <= BITS else None
    return Walked(names, found.moves(), found.taken, found.last, found.numbers, found.paths, reach)


def _names(asked: Steps, store: Store) -> tuple[list[str], Numbers]:
    """The names of the steps in their order, with their numbers."""
    step = column("step")
    tree = exp.select(*named(step=step, number=store.spelling.text_number(step), n=how_many(store.spelling)))
    found = store.query(grouped(tree.from_(asked.rows(store.spelling).subquery(TABLE)), 2)).sort_by("step")
    return found.column("step").to_pylist(), numbers_of(found.column("number"))


def _rows(asked: Steps, spelling: Spelling) -> exp.Select:
    numbers = {name: spelling.text_number(column(name)) for name in ("run", "step")}
    tree = exp.select(*named(run=numbers["run"], at=column("at"), step=numbers["step"]))
    return tree.from_(asked.rows(spelling).subquery(TABLE))


def _of_runs(rows: exp.Select, runs: Numbers, spelling: Spelling) -> exp.Select:
    """The rows of some runs, with their keys."""
    chosen = spelling.is_one_of(spelling.text_number(column("run")), runs.tolist())
    return rows.select(*named(key=column("key"))).where(chosen)


def _order() -> list[exp.Expression]:
    return [column(name) for name in ("run", "at", "key")]


def _parts(store: Store, tree: exp.Select, numbers: Numbers) -> Iterator[tuple[Numbers, Integers, Integers]]:
    for batch in store.stream(tree):
        if batch.num_rows:
            yield _columns(batch, numbers)


def _columns(rows: pa.Table | pa.RecordBatch, numbers: Numbers) -> tuple[Numbers, Integers, Integers]:
    steps = codes_of(numbers_of(rows.column("step")), numbers)
    instants = np.asarray(pc.cast(rows.column("at"), pa.int64()).to_numpy(zero_copy_only=False))
    return numbers_of(rows.column("run")), instants, steps


def numbers_of(values: pa.Array | pa.ChunkedArray) -> Numbers:
    """Numbers of texts, all from 0 on."""
    found = values.to_numpy() if isinstance(values, pa.ChunkedArray) else values.to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(found, np.uint64)
