"""All runs of a workspace, walked once: what follows what, how soon, who came again, and which paths there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from ..analysis.estimator import Integers
from ..analysis.following import (
    BITS,
    Followed,
    Following,
    Moves,
    Numbers,
    Row,
    TooManyMoves,
    codes_of,
    combined,
    join,
)
from ..store.spelling import Spelling
from ..store.store import Store
from .steps import TABLE, Steps, among, column, grouped, how_many, named

FEW = 0.2
"""Up to this share of the runs may come out of order and be put right by themselves."""
TRIES = 3
"""So often readings are begun again, because facts came between them."""
THREADS = min(4, os.cpu_count() or 1)
Part = tuple[Numbers, Integers, Numbers]
"""The numbers of runs, instants and the numbers of steps."""


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

    Facts lie by customer, time and key, so that one pass over them counts nearly all, also runs that came in
    stretches which lie apart in time; others whose rows came late are counted a second time in order. With too many
    of those, or where facts never stand still between the readings, the engine puts all in order.

    Raises
        TooManyMoves: ``most`` are fewer than there are, or than steps.
    """
    for _ in range(TRIES):
        version = store.version()
        found = _walked(asked, store, width, most)
        if store.version() == version:
            return found
    return _walked(asked, store, width, most, at_once=True)


def _walked(asked: Steps, store: Store, width: float, most: int, at_once: bool = False) -> Walked | None:
    spelling = store.spelling
    names, numbers = _names(asked, store)
    if not names:
        return None
    if len(names) > most:
        raise TooManyMoves(most)
    new = partial(Following, numbers, width, most)
    if at_once:
        known = _rows(asked, spelling).where(among(column("step"), tuple(names)))
        return _of(tuple(names), _followed(parts_of(store, known.order_by(*_order())), new))
    lying = spelling.as_it_lies(_rows(asked, spelling), _order())
    whole = _followed(parts_of(store, lying), new)
    if not whole.late.size:
        return _of(tuple(names), whole)
    if len(whole.late) > FEW * (len(whole.numbers) + len(whole.late)):
        return _of(tuple(names), _followed(parts_of(store, _rows(asked, spelling).order_by(*_order())), new))
    late, rows = only(whole.late, parts_of(store, lying))
    as_they_came = _followed(iter([late]), new, mended=False)
    in_order = _in_order(late, rows) or _by_key(asked, store, whole.late)
    return _put_right(tuple(names), whole, as_they_came, _followed(iter([in_order]), new))


def _in_order(late: Part, rows: Integers) -> Part | None:
    """By run and time; None where two of a run are of one moment but lie apart, so that their keys must be asked."""
    runs, instants, steps = late
    order = np.lexsort((rows, instants, runs))
    alike = (np.diff(runs[order]) == 0) & (np.diff(instants[order]) == 0)
    return None if (alike & (np.diff(rows[order]) > 1)).any() else (runs[order], instants[order], steps[order])


def _by_key(asked: Steps, store: Store, runs: Numbers) -> Part:
    rows = store.query(_of_runs(_rows(asked, store.spelling), runs, store.spelling))
    return _columns(rows.sort_by([(name, "ascending") for name in ("run", "at", "key")]))


def _followed(parts: Iterator[Part], new: Callable[[], Following], mended: bool = True) -> Followed:
    """One thread reads while the others count."""
    reading, row = Lock(), Row()

    def follow() -> Following:
        following = new()
        while True:
            with reading:
                part = next(parts, None)
                if part is None:
                    return following
                before = row.go_past(part[1])
            following.take(*part, before)

    with ThreadPoolExecutor(THREADS) as pool:
        return join([each.result() for each in [pool.submit(follow) for _ in range(THREADS)]], mended)


def _put_right(names: tuple[str, ...], whole: Followed, as_they_came: Followed, ordered: Followed) -> Walked:
    """All runs, the late ones as they are in order."""
    moves = combined([(whole.moves, 1), (as_they_came.moves, -1), (ordered.moves, 1)], len(names))
    both = Followed(moves, whole.taken, ordered.late, whole.stretches + ordered.stretches)
    return _of(names, both)


def _of(names: tuple[str, ...], found: Followed) -> Walked:
    reach = found.reach() if len(names) <= BITS else None
    return Walked(names, found.moves, found.taken, found.last, found.numbers, found.paths, reach)


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


def parts_of(store: Store, tree: exp.Select) -> Iterator[Part]:
    return (_columns(batch) for batch in store.stream(tree) if batch.num_rows)


def only(runs: Numbers, parts: Iterator[Part]) -> tuple[Part, Integers]:
    """The rows of some runs as they come, and which rows these are."""
    found, before = [(*(np.empty(0, kind) for kind in (np.uint64, np.int64, np.uint64, np.int64)),)], 0
    for part in parts:
        mine = np.flatnonzero(codes_of(part[0], runs) >= 0)
        found.append((*(column[mine] for column in part), before + mine))
        before += len(part[0])
    numbers, instants, steps, rows = (np.concatenate(column) for column in zip(*found, strict=True))
    return (numbers, instants, steps), rows


def _columns(rows: pa.Table | pa.RecordBatch) -> Part:
    instants = np.asarray(pc.cast(rows.column("at"), pa.int64()).to_numpy(zero_copy_only=False))
    return numbers_of(rows.column("run")), instants, numbers_of(rows.column("step"))


def numbers_of(values: pa.Array | pa.ChunkedArray) -> Numbers:
    """Numbers of texts, all from 0 on."""
    found = values.to_numpy() if isinstance(values, pa.ChunkedArray) else values.to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(found, np.uint64)
