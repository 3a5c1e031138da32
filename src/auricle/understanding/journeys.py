"""What follows what in a workspace: the map of journeys with times, from one pass over the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sqlglot import exp

from ..analysis.estimator import Floats
from ..analysis.tally import bin_midpoint
from ..sentence import sentence
from ..store.spelling import Spelling
from ..store.store import Store
from .steps import TABLE, Steps, column, grouped, how_many, named

CELL = 0.05
"""Relative width of the cells in which times are counted for their medians."""
PATHS = 500
MOST_STEPS = 2_000


@dataclass(frozen=True, slots=True)
class Move:
    """``after`` came directly behind ``before``, ``n`` times; the median is known to 2.5%."""

    before: str
    after: str
    n: int
    mean_seconds: float
    median_seconds: float


@dataclass(frozen=True, slots=True)
class Stop:
    """One step: how often it was taken, by how many runs, where they began, ended, and came again."""

    step: str
    n: int
    runs: int
    starts: int
    ends: int
    repeating: int


@dataclass(frozen=True, slots=True)
class Path:
    """A sequence of steps and how many runs went exactly so."""

    steps: tuple[str, ...]
    runs: int


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """Stops, moves and paths with the most frequent first; ``paths`` are the first ones of ``variants``."""

    run: str
    step: str
    runs: int
    events: int
    stops: tuple[Stop, ...]
    moves: tuple[Move, ...]
    paths: tuple[Path, ...]
    variants: int
    query: str
    version: int


class NoSteps(LookupError):
    def __init__(self, asked: Steps):
        super().__init__(
            sentence(
                "no interaction in {window} has both a {run} and a {step}; choose another period, or hold steps "
                "together by something else",
                window=str(asked.window),
                run=asked.run,
                step=asked.step,
            )
        )


class TooManySteps(ValueError):
    def __init__(self, asked: Steps, found: int):
        super().__init__(
            sentence(
                "{found} different moves between values of {step} make no map; look at touchpoints or stages",
                found=found,
                step=asked.step,
            )
        )


def journey_map(asked: Steps, store: Store) -> JourneyMap:
    """The directly-follows graph with times, and the paths, of all runs.

    Raises
        NoSteps: there are none. TooManySteps: names are ids rather than kinds of steps.
    """
    version, tree = store.version(), moves_tree(asked, store.spelling)
    cells = store.query(tree)
    if not cells.num_rows:
        raise NoSteps(asked)
    moves = _moves(cells)
    if len(moves) > MOST_STEPS:
        raise TooManySteps(asked, len(moves))
    stops = _stops(cells, moves, store.query(_reach_tree(asked, store.spelling)))
    paths, variants = frequent_paths(asked, store)
    runs, events = sum(stop.starts for stop in stops), sum(stop.n for stop in stops)
    text = tree.sql(store.spelling.dialect, pretty=True)
    return JourneyMap(asked.run, asked.step, runs, events, stops, moves, paths, variants, text, version)


def moves_tree(asked: Steps, spelling: Spelling) -> exp.Select:
    """Each step with the one behind it in its run (none behind the last), counted, with the time between."""
    run, step, at, key = (column(name) for name in ("run", "step", "at", "key"))
    later = {name: spelling.next_value(column(name), [run], [at, key]) for name in ("step", "at")}
    pairs = exp.select(
        *named(before=step, after=later["step"], seconds=spelling.seconds_between(at, later["at"]))
    ).from_(asked.rows(spelling).subquery(TABLE))
    seconds = column("seconds", "pairs")
    cell = spelling.log_bin(seconds, CELL)
    sums = named(n=how_many(spelling), seconds=exp.Sum(this=seconds.copy()))
    query = exp.select(*named(before=column("before", "pairs"), after=column("after", "pairs"), cell=cell), *sums)
    return grouped(query.from_(pairs.subquery("pairs")), 3)


def frequent_paths(asked: Steps, store: Store, most: int = PATHS) -> tuple[tuple[Path, ...], int]:
    """The most frequent paths, and how many different ones there are."""
    spelling = store.spelling
    each = paths_tree(asked, spelling).subquery("walked")
    counted = grouped(exp.select(*named(path=column("path", "walked"), n=how_many(spelling))).from_(each), 1)
    order = [
        exp.Ordered(this=exp.column("n", quoted=True), desc=True),
        exp.Ordered(this=exp.column("path", quoted=True)),
    ]
    found = store.query(counted.copy().order_by(*order).limit(most))
    many = exp.select(*named(n=how_many(spelling))).from_(counted.subquery("paths"))
    paths = zip(found.column("path").to_pylist(), found.column("n").to_pylist(), strict=True)
    return tuple(Path(tuple(steps), int(n)) for steps, n in paths), int(store.query(many).column(0)[0].as_py())


def paths_tree(asked: Steps, spelling: Spelling) -> exp.Select:
    """One row per run: its steps in their order."""
    sequence = spelling.sequence(column("step"), [column("at"), column("key")])
    query = exp.select(*named(run=column("run"), path=sequence)).from_(asked.rows(spelling).subquery(TABLE))
    return grouped(query, 1)


def _reach_tree(asked: Steps, spelling: Spelling) -> exp.Select:
    """Per step, the runs that took it and those that took it more than once."""
    each = exp.select(*named(run=column("run"), step=column("step"), n=how_many(spelling)))
    taken = grouped(each.from_(asked.rows(spelling).subquery(TABLE)), 2).subquery("taken")
    again = exp.If(this=exp.GT(this=column("n", "taken"), expression=exp.Literal.number(1)), true=exp.Literal.number(1))
    repeating = spelling.number(exp.Sum(this=exp.Case(ifs=[again], default=exp.Literal.number(0))))
    query = exp.select(*named(step=column("step", "taken"), runs=how_many(spelling), repeating=repeating))
    return grouped(query.from_(taken), 1)


def _moves(cells: pa.Table) -> tuple[Move, ...]:
    found: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    columns = (cells.column(name).to_pylist() for name in ("before", "after", "cell", "n", "seconds"))
    for before, after, cell, n, seconds in zip(*columns, strict=True):
        if after is not None:
            at = 0.0 if cell is None else float(bin_midpoint(np.array([cell]), CELL)[0])
            found.setdefault((before, after), []).append((at, n, seconds))
    moves = (_move(*ends, np.array(sorted(counted))) for ends, counted in found.items())
    return tuple(sorted(moves, key=lambda move: (-move.n, move.before, move.after)))


def _move(before: str, after: str, counted: Floats) -> Move:
    at, n, seconds = counted.T
    behind = np.cumsum(n)
    median = at[np.searchsorted(behind, behind[-1] / 2)]
    return Move(before, after, int(behind[-1]), float(seconds.sum() / behind[-1]), float(median))


def _stops(cells: pa.Table, moves: Iterable[Move], reach: pa.Table) -> tuple[Stop, ...]:
    taken: dict[str, int] = {}
    ends: dict[str, int] = {}
    columns = (cells.column(name).to_pylist() for name in ("before", "after", "n"))
    for before, after, n in zip(*columns, strict=True):
        taken[before] = taken.get(before, 0) + int(n)
        ends[before] = ends.get(before, 0) + (int(n) if after is None else 0)
    starts = dict(taken)
    for move in moves:
        starts[move.after] -= move.n
    reached = {row["step"]: (int(row["runs"]), int(row["repeating"])) for row in reach.to_pylist()}
    stops = (Stop(step, n, reached[step][0], starts[step], ends[step], reached[step][1]) for step, n in taken.items())
    return tuple(sorted(stops, key=lambda stop: (-stop.n, stop.step)))
