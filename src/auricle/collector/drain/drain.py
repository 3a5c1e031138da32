"""Brings what is in the journal into a workspace's store: each event once, whatever is killed when."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from auricle.collector.adapters.event import Event, Refused
from auricle.collector.journal.journal import Journal, Range, Request, day_of
from auricle.collector.journal.met import Fate, Met
from auricle.identity import Resolution, Resolver, Rules
from auricle.query.meaning.arriving import Understanding
from auricle.store.batch import BatchRefused
from auricle.store.store import Store

from . import rows
from .ahead import Ahead
from .people import people
from .responses import Responses, is_step
from .rows import HAPPENED, TELLING, Placed, Source, Unfit

EVENTS_AT_ONCE = 30_000
_CONTRADICTS = "another event with this messageId came before and said something else; give each event an id of its own"
_UNSTORABLE = "the store cannot take a value of the event (%s); send plainer values"
POISON = (BatchRefused, UnicodeError, TypeError, ArithmeticError, KeyError, duckdb.DataError, pa.ArrowException)
"""What is wrong with a value, and will be however often it is tried; anything else is tried again."""


class Drain:
    """The drain of one workspace: its journal, its store, the ids it met, and its rules of identity and of meaning."""

    def __init__(
        self, workspace: str, journal: Journal, store: Store, rules: Rules, understanding: Understanding,
        window_us: int, folder: Path,
    ):  # fmt: skip
        self._workspace, self._journal, self._store = workspace, journal, store
        self._resolver, self._understanding = Resolver(store, rules), understanding
        self._ids = journal.ids(workspace)
        self._ahead = Ahead(window_us)
        self._responses = Responses(workspace, journal, store, folder)

    def step(self, events: int = EVENTS_AT_ONCE) -> int:
        """Drain the next range; how many events it held, 0 when nothing waits.

        The order is what makes it exact: the range is written down; the ids of its events are, in a file that is
        the same when it is written again; who they belong to is, and learning it again changes nothing; the store
        meets its origin once; then the range is said to be done.
        """
        range_ = self._journal.intend(self._workspace, events)
        if range_ is None:
            return 0
        requests = self._journal.read(range_)
        steps, events_ = [each for each in requests if is_step(each)], [each for each in requests if not is_step(each)]
        fit, unfit = self._understood(events_)
        fit, again, contradicting = self._judged(range_, fit)
        unfit += contradicting
        self._ahead.begin([each for each in self._journal.following(range_, events) if not is_step(each)])
        origin = f"{self._journal.id}:{range_.first}-{range_.last}"
        stored, refused = self._put(origin, fit, unfit) if fit or unfit else ([], [])
        fates = self._responses.put(steps, origin)
        self._journal.finish(range_, _tally(stored, again, refused) + fates)
        self._ids.tidy(int(time.time()) // 86_400)
        return sum(request.events for request in requests)

    def count_left(self, now: datetime) -> int:
        """Count responses that were left a day ago as given; how many."""
        return self._responses.count_left(now)

    def _understood(self, requests: Sequence[Request]) -> tuple[list[Placed], list[Unfit]]:
        sources = {key.id: Source(key.source, key.name) for key in self._journal.keys(self._workspace)}
        fit: list[Placed] = []
        unfit: list[Unfit] = []
        for request, events in self._ahead.read(requests):
            source = sources.get(request.key) or Source(request.key, request.key)
            for index, event in enumerate(events):
                if isinstance(event, Event):
                    fit.append(Placed.of(request, index, source, event))
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
        contradicting = [_unfit(each, "contradicts", _CONTRADICTS) for each in parts[Fate.CONTRADICTS]]
        return parts[Fate.FIRST], parts[Fate.DUPLICATE], contradicting

    def _put(self, origin: str, fit: list[Placed], unfit: list[Unfit]) -> tuple[list[Placed], list[Unfit]]:
        """Bring events into the store; those that are there now, and those in quarantine.

        What a store cannot take of a value is found by halves, each of an origin of its own, and goes to quarantine:
        no event holds up those behind it.
        """
        try:
            return self._put_together(origin, fit, unfit)
        except POISON as problem:
            if not fit:
                raise
            if len(fit) == 1:
                refused = _unfit(fit[0], "unstorable", _UNSTORABLE % problem)
                return self._put_together(f"{origin}!", [], [*unfit, refused])
            middle = len(fit) // 2
            (stored, refusals), (also_stored, also_refused) = (
                self._put(f"{origin}/0", fit[:middle], unfit),
                self._put(f"{origin}/1", fit[middle:], []),
            )
            return stored + also_stored, refusals + also_refused

    def _put_together(self, origin: str, fit: list[Placed], unfit: list[Unfit]) -> tuple[list[Placed], list[Unfit]]:
        found = self._resolved(fit)
        self._resolver.keep(found)
        batch = {"interactions": self._interactions(fit, found), "quarantine": rows.quarantine(unfit)}
        appended = self._store.append({name: part for name, part in batch.items() if part.num_rows}, origin=origin)
        told = [i for i, each in enumerate(fit) if each.event.kind in TELLING]
        if told:
            known = people(self._store, [fit[i] for i in told], [found.customers[i] for i in told])
            self._store.replace("customers", known)
        if not appended.conflicting.get("interactions"):
            return fit, unfit
        return self._without(set(appended.conflicting["interactions"].column(0).to_pylist()), origin, fit, unfit)

    def _without(
        self, keys: set[str], origin: str, fit: list[Placed], unfit: list[Unfit]
    ) -> tuple[list[Placed], list[Unfit]]:
        """What the store has under an id that was forgotten here stands, and what came now goes to quarantine."""
        late = [_unfit(each, "contradicts", _CONTRADICTS) for each in fit if each.id in keys]
        self._store.append({"quarantine": rows.quarantine(late)}, origin=f"{origin} late")
        return [each for each in fit if each.id not in keys], unfit + late

    def _resolved(self, fit: list[Placed]) -> Resolution:
        """Whose the events are, and what they teach of who is who."""
        named = [self._resolver.rules.found(each.event.said) for each in fit]
        aliases = {i for i, each in enumerate(fit) if each.event.kind == "alias"}
        sources = [each.source.name for each in fit]
        return self._resolver.resolve(named, [each.event.at for each in fit], sources, aliases)

    def _interactions(self, fit: list[Placed], found: Resolution) -> pa.Table:
        chosen = [i for i, each in enumerate(fit) if each.event.kind in HAPPENED]
        happened = [fit[i] for i in chosen]
        customers, known_as = ([column[i] for i in chosen] for column in (found.customers, found.known_as))
        understood = self._understanding.understood(rows.events(happened, customers, known_as))
        return rows.with_raw_times(understood, happened)


def _unfit(placed: Placed, reason: str, explanation: str) -> Unfit:
    why = Refused(reason, explanation, placed.event.properties)
    return Unfit(placed.request, placed.index, placed.source, why, placed.id)


def _tally(fit: list[Placed], again: list[Placed], unfit: list[Unfit]) -> Counter[tuple[str, str, str]]:
    """What became of the events of each key on each day."""
    tally: Counter[tuple[str, str, str]] = Counter()
    for fate, events in (("stored", fit), ("duplicate", again)):
        tally.update((each.request.key, day_of(each.request.received_at), fate) for each in events)
    for each in unfit:
        tally[each.request.key, day_of(each.request.received_at), f"quarantined:{each.why.reason}"] += 1
    return tally
