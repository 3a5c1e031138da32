"""Brings what is in the journal into a workspace's store: each event once, whatever is killed when."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from auricle.collector.adapters.event import Event, Refused
from auricle.collector.journal.journal import Journal, Range, Request
from auricle.collector.journal.sqlite import day_of
from auricle.collector.understanding import read
from auricle.store.store import Store

from . import belonging, rows
from .ids import Fate, Ids, Met
from .rows import HAPPENED, Placed, Unfit

EVENTS_AT_ONCE = 20_000
_CONTRADICTS = "another event with this messageId came before and said something else; give each event an id of its own"


class Drain:
    """The drain of one workspace."""

    def __init__(self, workspace: str, home: Path, journal: Journal, store: Store, window_us: int):
        self._workspace, self._journal, self._store, self._window_us = workspace, journal, store, window_us
        self._ids = Ids(home / "ids" / journal.id / workspace)

    def step(self, events: int = EVENTS_AT_ONCE) -> int:
        """Drain the next range; how many events it held, 0 when nothing waits.

        The order is what makes it exact: the range is written down; the ids of its events are, in a file that is
        the same when it is written again; the store meets its origin once; then the range is said to be done.
        """
        range_ = self._journal.intend(self._workspace, events)
        if range_ is None:
            return 0
        requests = self._journal.read(range_)
        fit, unfit = self._understood(requests)
        fit, again, contradicting = self._judged(range_, fit)
        unfit += contradicting
        self._store.append(self._batch(fit, unfit), origin=f"{self._journal.id}:{range_.first}-{range_.last}")
        self._journal.finish(range_, _tally(fit, again, unfit))
        self._ids.tidy(int(time.time()) // 86_400)
        return sum(request.events for request in requests)

    def _understood(self, requests: Sequence[Request]) -> tuple[list[Placed], list[Unfit]]:
        sources = {key.id: key.source for key in self._journal.keys(self._workspace)}
        fit: list[Placed] = []
        unfit: list[Unfit] = []
        for request in requests:
            source = sources.get(request.key, request.key)
            for index, event in enumerate(read(request, self._window_us)):
                if isinstance(event, Event):
                    fit.append(Placed(request, index, source, event))
                else:
                    unfit.append(Unfit(request, index, source, event))
        return fit, unfit

    def _judged(self, range_: Range, events: list[Placed]) -> tuple[list[Placed], list[Placed], list[Unfit]]:
        """Events met for the first time, duplicates, and those that contradict the first of their id."""
        met = Met.of(
            [each.id for each in events],
            [each.event.digest for each in events],
            [each.request.received_at for each in events],
        )
        parts: dict[int, list[Placed]] = {fate: [] for fate in Fate}
        for each, fate in zip(events, self._ids.judge(range_.first, range_.last, met).tolist(), strict=True):
            parts[fate].append(each)
        contradicting = [
            Unfit(
                each.request,
                each.index,
                each.source,
                Refused("contradicts", _CONTRADICTS, rows.properties(each)),
                each.id,
            )
            for each in parts[Fate.CONTRADICTS]
        ]
        return parts[Fate.FIRST], parts[Fate.DUPLICATE], contradicting

    def _batch(self, fit: list[Placed], unfit: list[Unfit]) -> dict[str, pa.Table]:
        customers = belonging.customers(fit)
        happened = [each for each in fit if each.event.kind in HAPPENED]
        batch = {
            "interactions": rows.interactions(happened, customers),
            "quarantine": rows.quarantine(unfit),
        }
        return {name: table for name, table in batch.items() if table.num_rows}


def _contradicting(event: Placed) -> Refused:
    return Refused("contradicts", _CONTRADICTS, rows.properties(event))


def _tally(fit: list[Placed], again: list[Placed], unfit: list[Unfit]) -> Counter[tuple[str, str, str]]:
    """What became of the events of each key on each day."""
    tally: Counter[tuple[str, str, str]] = Counter()
    for fate, events in (("stored", fit), ("duplicate", again)):
        tally.update((each.request.key, day_of(each.request.received_at), fate) for each in events)
    for each in unfit:
        tally[each.request.key, day_of(each.request.received_at), f"quarantined:{each.why.reason}"] += 1
    return tally
