"""What follows what: the map of a journey and its variants, from events in columns."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from .columns import Column, is_missing, labelled, listed, numbers, same_length
from .estimator import Floats, Integers
from .refusals import NoResponses


@dataclass(frozen=True, slots=True)
class Edge:
    """``after`` directly followed ``before``: so often, in so many runs, after so many seconds on average."""

    before: Hashable
    after: Hashable
    count: int
    runs: int
    mean_seconds: float


@dataclass(frozen=True, slots=True)
class Variant:
    """A sequence of activities and how many runs went exactly so."""

    activities: tuple[Hashable, ...]
    runs: int


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """Edges and variants come with the most frequent first; ``starts`` and ``ends`` count runs by activity."""

    runs: int
    events: int
    edges: tuple[Edge, ...]
    variants: tuple[Variant, ...]
    starts: dict[Hashable, int]
    ends: dict[Hashable, int]


def journey_map(runs: Column, activities: Column, times: Column) -> JourneyMap:
    """The directly-follows graph of journeys, and their variants.

    Events are ordered within their run by time; those of one time keep the order given.

    Parameters
        runs: shape (n,), label of the journey each event belongs to (a customer, a session, a case).
        activities: shape (n,), labels. times: shape (n,), instants, or numbers of seconds.
    Raises
        NoResponses: no events. MissingLabel: a run or an activity is missing. MissingValue: a time is.
        DifferentLengths.
    References
        van der Aalst (2016), Process Mining, 2nd ed., ch. 6.2 and 5.4.
    Examples
        >>> found = journey_map([1, 1, 2, 2], ["ask", "buy", "ask", "leave"], [0, 60, 0, 30])
        >>> [(edge.before, edge.after, edge.count) for edge in found.edges]
        [('ask', 'buy', 1), ('ask', 'leave', 1)]
    """
    run, activity, seconds = labelled(runs, "runs"), labelled(activities, "activities"), _seconds(times)
    same_length(runs=len(run), activities=len(activity), times=len(seconds))
    if not run.size:
        raise NoResponses("events")
    names = _names(activity, listed(activities))
    order = np.lexsort((seconds, run))  # stable: equal times keep their order
    run, activity, seconds = run[order], activity[order], seconds[order]
    first = np.flatnonzero(np.diff(run, prepend=-1))
    last = np.append(first[1:], len(run)) - 1
    return JourneyMap(
        len(first),
        len(run),
        _edges(run, activity, seconds, names),
        _variants(activity, first, last - first + 1, names),
        _counts(activity[first], names),
        _counts(activity[last], names),
    )


def _seconds(times: Column) -> Floats:
    if hasattr(times, "to_numpy"):
        times = times.to_numpy()
    if isinstance(times, np.ndarray) and times.dtype.kind == "M":
        micros = times.astype("datetime64[us]")
        return numbers(np.where(np.isnat(micros), np.nan, micros.astype(np.int64) / 1e6), "times")
    return numbers([_second(time) for time in times], "times")


def _second(time: object) -> object:
    """Seconds of an instant; one that names no zone is taken to be UTC, so that days stay 24 hours apart."""
    if isinstance(time, np.datetime64):
        time = time.astype("datetime64[us]").item()
    if not isinstance(time, datetime) or is_missing(time):
        return time
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _names(codes: Integers, labels: list[Hashable]) -> list[Hashable]:
    return [labels[position] for position in np.unique(codes, return_index=True)[1]]


def _counts(codes: Integers, names: list[Hashable]) -> dict[Hashable, int]:
    found, counts = np.unique(codes, return_counts=True)
    return {names[code]: int(count) for code, count in zip(found, counts, strict=True)}


def _edges(run: Integers, activity: Integers, seconds: Floats, names: list[Hashable]) -> tuple[Edge, ...]:
    within = run[1:] == run[:-1]
    pair = (activity[:-1] * len(names) + activity[1:])[within]
    pairs, edge, counts = np.unique(pair, return_inverse=True, return_counts=True)
    waited = np.bincount(edge, weights=np.diff(seconds)[within], minlength=len(pairs))
    in_runs = np.unique(np.column_stack([edge, run[1:][within]]), axis=0)[:, 0]
    runs = np.bincount(in_runs, minlength=len(pairs))
    return tuple(
        Edge(
            names[pairs[place] // len(names)],
            names[pairs[place] % len(names)],
            int(counts[place]),
            int(runs[place]),
            float(waited[place] / counts[place]),
        )
        for place in np.argsort(-counts, kind="stable")
    )


def _variants(activity: Integers, first: Integers, length: Integers, names: list[Hashable]) -> tuple[Variant, ...]:
    """Runs walk down a tree of prefixes, all one step at a time; those that end in one node went alike."""
    node, nodes = np.zeros(len(first), np.int64), 1
    for step in range(int(length.max())):
        walking = np.flatnonzero(length > step)
        branch = node[walking] * len(names) + activity[first[walking] + step]
        found, place = np.unique(branch, return_inverse=True)
        node[walking] = nodes + place
        nodes += len(found)
    _, example, runs = np.unique(node, return_index=True, return_counts=True)
    return tuple(
        Variant(
            tuple(names[code] for code in activity[first[run] : first[run] + length[run]]),
            int(count),
        )
        for run, count in sorted(zip(example, runs, strict=True), key=lambda found: -found[1])
    )
