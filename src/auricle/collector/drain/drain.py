"""Brings what is in the journal into a workspace's store: each event once, whatever is killed when."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
import pyarrow as pa

from auricle.collector.adapters.event import Refused
from auricle.collector.journal.journal import Journal, Range, Request, day_of
from auricle.collector.journal.met import Fate, Met
from auricle.identity import Resolution, Resolver, Rules
from auricle.query.meaning.arriving import Understanding
from auricle.store.store import Store

from . import rows
from .ahead import Ahead, Fit, Sources
from .people import people
from .responses import Responses, is_step
from .rows import HAPPENED, POISON, TELLING, Placed, Source, Unfit

EVENTS_AT_ONCE = 60_000
_CONTRADICTS = "another event with this messageId came before and said something else; give each event an id of its own"
_UNSTORABLE = "the store cannot take a value of the event (%s); send plainer values"


class Drain:
    """The drain of one workspace: its journal, its store, the ids it met, and its rules of identity and of meaning."""

    def __init__(
        self, workspace: str, journal: Journal, store: Store, rules: Rules, understanding: Understanding,
        window_us: int, folder: Path,
    ):  # fmt: skip
        self._workspace, self._journal, self._store = workspace, journal, store
        self._resolver = Resolver(store, rules)
        self._ids = journal.ids(workspace)
        self._ahead = Ahead(rules, understanding, window_us)
        self._responses = Responses(workspace, journal, store, folder)
        self._following: Sequence[Request] = ()
        self.is_piled = False
        """As much waited behind the last range as it held, or it ended with as many as it may hold."""

    def close(self) -> None:
        """Let go of what makes events ready; what was not drained waits for the next."""
        self._ahead.close()

    def step(self, events: int = EVENTS_AT_ONCE) -> int:
        """Drain the next range; how many events it held, 0 when nothing waits.

        The order is what makes it exact: the range is written down; the ids of its events are, in a file that is
        the same when it is written again; who they belong to is, and learning it again changes nothing; the store
        meets its origin once; then the range is said to be done.
        """
        range_ = self._journal.intend(self._workspace, events)
        if range_ is None:
            self.is_piled = False
            return 0
        requests, sources = self._read(range_), self._sources()
        steps = [each for each in requests if is_step(each)]
        ready = self._ahead.ready(_events_of(requests), sources)
        drained = sum(request.events for request in requests)
        self._following = self._journal.following(range_, events)
        self.is_piled = drained >= events or 2 * sum(request.events for request in self._following) > drained
        self._ahead.begin(_events_of(self._following), sources)
        fit, again, contradicting = self._judged(range_, ready.fit)
        unfit, origin = ready.unfit + contradicting, f"{self._journal.id}:{range_.first}-{range_.last}"
        stored, refused = self._put(origin, fit, unfit) if fit.placed or unfit else ([], [])
        fates = self._responses.put(steps, origin)
        self._journal.finish(range_, _tally(stored, again, refused) + fates)
        self._ids.tidy(int(time.time()) // 86_400)
        return drained

    def count_left(self, now: datetime) -> int:
        """Count responses that were left a day ago as given; how many."""
        return self._responses.count_left(now)

    def _read(self, range_: Range) -> Sequence[Request]:
        """The requests of a range; most were read while the one before was brought in."""
        ahead = [each for each in self._following if each.position <= range_.last]
        if not ahead or ahead[0].position != range_.first:
            return self._journal.read(range_)
        rest = replace(range_, first=ahead[-1].position + 1)
        return [*ahead, *self._journal.read(rest)] if rest.first <= rest.last else ahead

    def _sources(self) -> Sources:
        return {key.id: Source(key.source, key.name) for key in self._journal.keys(self._workspace)}

    def _judged(self, range_: Range, fit: Fit) -> tuple[Fit, list[Placed], list[Unfit]]:
        """Events met for the first time, duplicates, and those that contradict the first of their id."""
        met = Met.of(
            [each.id for each in fit.placed],
            [each.event.digest for each in fit.placed],
            [each.request.received_at for each in fit.placed],
        )
        fates = self._ids.judge(range_.first, range_.last, met)
        duplicate, contradicting = (
            [fit.placed[i] for i in np.flatnonzero(fates == fate).tolist()]
            for fate in (Fate.DUPLICATE, Fate.CONTRADICTS)
        )
        refused = [_unfit(each, "contradicts", _CONTRADICTS) for each in contradicting]
        return fit.chosen(np.flatnonzero(fates == Fate.FIRST)), duplicate, refused

    def _put(self, origin: str, fit: Fit, unfit: list[Unfit]) -> tuple[list[Placed], list[Unfit]]:
        """Bring events into the store; those that are there now, and those in quarantine.

        What a store cannot take of a value is found by halves, each of an origin of its own, and goes to quarantine:
        no event holds up those behind it.
        """
        try:
            return self._put_together(origin, fit, unfit)
        except POISON as problem:
            places = np.arange(len(fit.placed))
            if not places.size:
                raise
            if places.size == 1:
                refused = _unfit(fit.placed[0], "unstorable", _UNSTORABLE % problem)
                return self._put_together(f"{origin}!", fit.chosen(places[:0]), [*unfit, refused])
            middle = places.size // 2
            (stored, refusals), (also_stored, also_refused) = (
                self._put(f"{origin}/0", fit.chosen(places[:middle]), unfit),
                self._put(f"{origin}/1", fit.chosen(places[middle:]), []),
            )
            return stored + also_stored, refusals + also_refused

    def _put_together(self, origin: str, fit: Fit, unfit: list[Unfit]) -> tuple[list[Placed], list[Unfit]]:
        placed, found = fit.placed, self._resolver.keep(self._resolved(fit.placed))
        batch = {"quarantine": rows.quarantine(unfit)}
        if placed:
            batch["interactions"] = self._interactions(fit, found)
        appended = self._store.append({name: part for name, part in batch.items() if part.num_rows}, origin=origin)
        told = [i for i, each in enumerate(placed) if each.event.kind in TELLING]
        if told:
            known = people(self._store, [placed[i] for i in told], [found.customers[i] for i in told])
            self._store.replace("customers", known)
        if not appended.conflicting.get("interactions"):
            return placed, unfit
        return self._without(set(appended.conflicting["interactions"].column(0).to_pylist()), origin, placed, unfit)

    def _without(
        self, keys: set[str], origin: str, fit: list[Placed], unfit: list[Unfit]
    ) -> tuple[list[Placed], list[Unfit]]:
        """What the store has under an id that was forgotten here stands, and what came now goes to quarantine."""
        late = [_unfit(each, "contradicts", _CONTRADICTS) for each in fit if each.id in keys]
        self._store.append({"quarantine": rows.quarantine(late)}, origin=f"{origin} late")
        return [each for each in fit if each.id not in keys], unfit + late

    def _resolved(self, placed: list[Placed]) -> Resolution:
        """Whose the events are, and what they teach of who is who."""
        aliases = {i for i, each in enumerate(placed) if each.event.kind == "alias"}
        return self._resolver.resolve(
            [each.named for each in placed],
            [each.event.at for each in placed],
            [each.source.name for each in placed],
            aliases,
        )

    def _interactions(self, fit: Fit, found: Resolution) -> pa.Table:
        """Rows of what happened, each with whose it is."""
        meant = fit.meant()
        meant = self._ahead.meant(fit.placed) if meant is None else meant
        whose = {"customer": rows.texts(found.customers), "known_as": rows.texts(found.known_as)}
        theirs = pa.table({name: whose.get(name, meant.column(name)) for name in meant.column_names})
        happened = [each.event.kind in HAPPENED for each in fit.placed]
        return theirs if all(happened) else theirs.filter(pa.array(happened, pa.bool_()))


def _events_of(requests: Sequence[Request]) -> list[Request]:
    return [each for each in requests if not is_step(each)]


def _unfit(placed: Placed, reason: str, explanation: str) -> Unfit:
    why = Refused(reason, explanation, str(placed.event.raw, "utf-8", "replace"))
    return Unfit(placed.request, placed.index, placed.source, why, placed.id)


def _tally(fit: list[Placed], again: list[Placed], unfit: list[Unfit]) -> Counter[tuple[str, str, str]]:
    """What became of the events of each key on each day."""
    tally: Counter[tuple[str, str, str]] = Counter()
    for fate, events in (("stored", fit), ("duplicate", again)):
        for request, together in groupby(events, attrgetter("request")):
            tally[request.key, day_of(request.received_at), fate] += len(list(together))
    for each in unfit:
        tally[each.request.key, day_of(each.request.received_at), f"quarantined:{each.why.reason}"] += 1
    return tally
