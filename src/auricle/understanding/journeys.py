"""What follows what in a workspace: the map of journeys with times, from one pass over the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from sqlglot import exp

from ..analysis.estimator import Integers
from ..analysis.following import LEAST_CELL, Numbers, TooManyMoves, counted
from ..analysis.tally import bin_midpoint
from ..sentence import Sentence, sentence
from ..store.spelling import Spelling
from ..store.store import Store
from .steps import RUNS, STEPS, TABLE, Steps, column, grouped, how_many, named
from .walking import Walked, numbers_of, walk

CELL = 0.05
"""Relative width of the cells in which times are counted for their medians."""
PATHS = 500
FEW_PATHS = 5_000
"""So many runs can be named in one query of any engine."""
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
        super().__init__(self.said(asked))

    @staticmethod
    def said(asked: Steps) -> Sentence:
        return sentence(
            "no interaction in {window} has both “{run}” and “{step}”; choose another period, or hold steps "
            "together by something else",
            window=str(asked.window),
            run=RUNS[asked.run],
            step=STEPS[asked.step],
        )


class TooManySteps(ValueError):
    def __init__(self, asked: Steps, found: int):
        super().__init__(
            sentence(
                "more than {found} different moves between values of “{step}” make no map; "
                "look at touchpoints or stages",
                found=found,
                step=STEPS[asked.step],
            )
        )


def journey_map(asked: Steps, store: Store) -> JourneyMap:
    """The directly-follows graph with times, and the paths, of all runs.

    Raises
        NoSteps: there are none. TooManySteps: names are ids rather than kinds of steps.
    """
    version, found = store.version(), _walked(asked, store)
    moves = moves_of(found)
    reach = found.reach or _reach(asked, store, found.names)
    stops = tuple(_stops(found, moves, *reach))
    ways = counted(found.paths)
    paths = _most_frequent(asked, store, found, ways, PATHS)
    text = asked.rows(store.spelling).sql(store.spelling.dialect, pretty=True)
    return JourneyMap(
        asked.run, asked.step, len(found.runs), int(found.taken.sum()),
        tuple(sorted(stops, key=lambda stop: (-stop.n, stop.step))), moves, paths, len(ways[0]), text, version,
    )  # fmt: skip


def journey_moves(asked: Steps, store: Store) -> tuple[Move, ...]:
    """The directly-follows graph with times alone; raises as ``journey_map`` does."""
    return moves_of(_walked(asked, store))


def _walked(asked: Steps, store: Store) -> Walked:
    try:
        found = walk(asked, store, CELL, MOST_STEPS)
    except TooManyMoves as problem:
        raise TooManySteps(asked, MOST_STEPS) from problem
    if found is None:
        raise NoSteps(asked)
    return found


def frequent_paths(asked: Steps, store: Store, most: int = PATHS) -> tuple[tuple[Path, ...], int]:
    """The most frequent paths, and how many different ones there are.

    Few paths are read of one run each, after all were walked; the engine counts many itself.
    """
    try:
        found = walk(asked, store, CELL, MOST_STEPS)
    except TooManyMoves:
        return _counted_by_the_engine(asked, store, most)
    if found is None:
        return (), 0
    ways = counted(found.paths)
    if len(ways[0]) > FEW_PATHS:
        return _counted_by_the_engine(asked, store, most)
    return _most_frequent(asked, store, found, ways, most), len(ways[0])


def _most_frequent(
    asked: Steps, store: Store, found: Walked, ways: tuple[Integers, Integers], most: int
) -> tuple[Path, ...]:
    """Of the different ways, each by the place of a run that went it and how many did."""
    places, runs = ways
    chosen = np.lexsort((found.paths[places], -runs))[:most]
    return _paths_of(asked, store, found.runs[places[chosen]], runs[chosen])


def _counted_by_the_engine(asked: Steps, store: Store, most: int) -> tuple[tuple[Path, ...], int]:
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


def _reach(asked: Steps, store: Store, names: tuple[str, ...]) -> tuple[Integers, Integers]:
    reached = {row["step"]: row for row in store.query(_reach_tree(asked, store.spelling)).to_pylist()}
    runs, again = (np.array([int(reached[name][part]) for name in names]) for part in ("runs", "repeating"))
    return runs, again


def moves_of(found: Walked) -> tuple[Move, ...]:
    """The moves walked, the most frequent first; means to the microsecond, the same whoever counted which rows."""
    cells = found.moves.cells
    behind = np.cumsum(cells, axis=1)
    middle = (behind < behind[:, -1:] / 2).sum(axis=1)
    median = np.where(middle == 0, 0.0, bin_midpoint(middle - 1.0 + LEAST_CELL, CELL))
    moves = (
        Move(found.names[before], found.names[after], int(n), round(float(seconds / n), 6), float(half))
        for before, after, n, seconds, half in zip(
            found.moves.before, found.moves.after, behind[:, -1], found.moves.seconds, median, strict=True
        )
    )
    return tuple(sorted(moves, key=lambda move: (-move.n, move.before, move.after)))


def _stops(found: Walked, moves: Iterable[Move], runs: Integers, again: Integers) -> Iterator[Stop]:
    arrivals = dict.fromkeys(found.names, 0)
    for move in moves:
        arrivals[move.after] += move.n
    ends = np.bincount(found.last, minlength=len(found.names))
    for place, name in enumerate(found.names):
        n = int(found.taken[place])
        yield Stop(name, n, int(runs[place]), n - arrivals[name], int(ends[place]), int(again[place]))


def _paths_of(asked: Steps, store: Store, numbers: Numbers, runs: Integers) -> tuple[Path, ...]:
    """The path that one run each took, with how many runs did."""
    spelling = store.spelling
    number = spelling.text_number(column("run"))
    chosen = spelling.is_one_of(number, numbers.tolist())
    steps = asked.rows(spelling).subquery(TABLE)
    sequence = spelling.sequence(column("step"), [column("at"), column("key")])
    tree = exp.select(*named(number=number.copy(), path=sequence)).from_(steps).where(chosen)
    taken = store.query(grouped(tree, 1))
    path = dict(zip(numbers_of(taken.column("number")).tolist(), taken.column("path").to_pylist(), strict=True))
    found = (Path(tuple(path[int(n)]), int(how_many)) for n, how_many in zip(numbers, runs, strict=True))
    return tuple(sorted(found, key=lambda each: (-each.runs, each.steps)))
