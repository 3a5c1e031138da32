"""Resolves the ids of a batch of events or rows to customers, and keeps what was learnt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import pyarrow as pa

from ..store.store import Store
from . import known, learnt
from .linking import Conflict, Link, Linking
from .rules import Rules

Identities = tuple[str, ...]
"""The identities one event names (``kind:value``, see ``Rules.found``), the most telling first."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose a batch's events are, by event, and what was learnt from them; ``Resolver.keep`` writes that down.

    ``customers`` is None where an event names nobody. ``known_as`` is the identity to store beside the customer, None
    when that is the customer's own id.
    """

    customers: Sequence[str | None]
    known_as: Sequence[str | None]
    merges: tuple[Link, ...]
    conflicts: tuple[Conflict, ...]
    identities: pa.Table
    moves: pa.Table


class _Turns:
    """Events taken in the order of time; what taught something once and can teach no more is not taken again."""

    def __init__(self, rules: Rules, linking: Linking):
        self._linking, self._is_shared = linking, cache(rules.is_shared)
        self._split = cache(self._parts)
        self._settled: dict[Identities, str] = {}
        self._last: dict[str, Identities] = {}

    def take(self, identities: Identities, at: int, source: str, alias: bool) -> str:
        own, shared = self._split(identities)
        customer = self._settled.get(identities)
        if customer and not alias and all(self._last.get(thing) == identities for thing in shared):
            return customer
        customer = self._linking.meet(own, shared, at, source, alias)
        if own:
            self._settled[identities] = customer
            for thing in shared:
                self._last[thing] = identities
        return customer

    def _parts(self, identities: Identities) -> tuple[Identities, Identities]:
        shared = tuple(identity for identity in identities if self._is_shared(identity))
        return tuple(identity for identity in identities if identity not in shared), shared


class Resolver:
    """Leads the identities of batches to customers by the rules of a workspace.

    Deterministic, and the same for a batch that comes again: to be called as ``resolve``, ``keep``, and then the append
    of the facts, in this order; a kill in between is mended by doing all of it again.
    """

    def __init__(self, store: Store, rules: Rules):
        self.store, self.rules = store, rules

    def resolve(
        self,
        batch: Sequence[Identities],
        at: Sequence[datetime],
        source: str | Sequence[str],
        aliases: Collection[int] = (),
    ) -> Resolution:
        """Whose events are; reads the store and writes nothing.

        Parameters
            batch: what each event names; the kinds are those of the rules.
            at: when each happened; the order of time decides, the order in the batch does not.
            source: who says so (a write key's name, a mapping's): one for all, or one per event.
            aliases: positions of the events that say outright that their ids are one person's (Segment's ``alias``);
                only they make one customer of two ids of an owner.
        Raises
            UnknownKind: an identity is of no kind that the rules know.
        """
        events = _events(batch, at, source, aliases)
        linking = known.gather(self.store, self.rules, set(batch))
        turns = _Turns(self.rules, linking)
        found: list[str | None] = [None] * len(batch)
        for position, moment, said_by, identities in events:
            if identities:
                found[position] = turns.take(identities, moment, said_by, position in aliases)
        customers = [customer and linking.now(customer) for customer in found]
        names = [self._known_as(identities, customer) for identities, customer in zip(batch, customers, strict=True)]
        rows, moves = learnt.identities(linking), learnt.moves(linking)
        return Resolution(customers, names, tuple(linking.merges), tuple(linking.conflicts), rows, moves)

    def _known_as(self, identities: Identities, customer: str | None) -> str | None:
        return None if not identities or self.rules.customer_of(identities[0]) == customer else identities[0]

    def keep(self, resolution: Resolution) -> None:
        """Write down what was learnt, and give facts to whom they belong now, in one change of the store."""
        if resolution.identities.num_rows or resolution.moves.num_rows:
            self.store.reassign(resolution.moves, resolution.identities)


def _events(
    batch: Sequence[Identities], at: Sequence[datetime], source: str | Sequence[str], aliases: Collection[int]
) -> Iterator[tuple[int, int, str, Identities]]:
    """Position, microseconds, source and identities of each event, in the order of time and then of names."""
    moments = pa.array(at, pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_pylist()
    sources = [source] * len(batch) if isinstance(source, str) else source
    order = sorted(range(len(batch)), key=lambda i: (moments[i], batch[i], i in aliases, sources[i]))
    return ((i, moments[i], sources[i], batch[i]) for i in order)
