"""Resolves the ids of a batch of events or rows to customers, and keeps what was learnt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pyarrow as pa

from ..store.store import Store
from . import known, learnt
from .linking import Conflict, Identities, Link
from .merging import tell_apart
from .rules import Rules


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose a batch's events are, by event, and what was learnt from them; ``Resolver.keep`` writes that down.

    ``customers`` is None where an event names nobody. ``known_as`` is the identity to store beside the customer, None
    when that is the customer's own id. ``identities`` and ``moves`` are what ``keep`` hands to the store; ``alike`` are
    customers who go into others that have facts under the same names.
    """

    customers: Sequence[str | None]
    known_as: Sequence[str | None]
    merges: tuple[Link, ...]
    conflicts: tuple[Conflict, ...]
    identities: pa.Table
    moves: pa.Table
    alike: tuple[tuple[str, str], ...]


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
        at: Sequence[int],
        source: str | Sequence[str],
        aliases: Collection[int] = (),
    ) -> Resolution:
        """Whose events are; reads the store and writes nothing.

        Parameters
            batch: what each event names; the kinds are those of the rules.
            at: when each happened, in microseconds since 1970; this order decides, that of the batch does not.
            source: who says so (a write key's name, a mapping's): one for all, or one per event.
            aliases: positions of the events that say outright that their ids are one person's (Segment's ``alias``);
                only they make one customer of two ids of an owner.
        Raises
            UnknownKind: an identity is of no kind that the rules know.
        """
        found = known.gather(self.store, self.rules, set(batch))
        linking, steady, customers = found.linking, found.steady, [found.steady.get(identities) for identities in batch]
        sources = [source] * len(batch) if isinstance(source, str) else source
        others = [i for i, identities in enumerate(batch) if identities and identities not in steady]
        for i in sorted(others, key=lambda i: (at[i], batch[i], i in aliases, sources[i])):
            customers[i] = linking.meet(batch[i], at[i], sources[i], i in aliases)
        customers = [customer and linking.now(customer) for customer in customers]
        names = [self._known_as(identities, customer) for identities, customer in zip(batch, customers, strict=True)]
        known.complete(self.store, linking)
        rows, moves = learnt.identities(linking), learnt.moves(linking)
        alike = tuple((link.customer, linking.now(link.into)) for link in linking.alike)
        return Resolution(customers, names, tuple(linking.merges), tuple(linking.conflicts), rows, moves, alike)

    def _known_as(self, identities: Identities, customer: str | None) -> str | None:
        return None if not identities or self.rules.customer_of(identities[0]) == customer else identities[0]

    def keep(self, resolution: Resolution) -> None:
        """Write down what was learnt, and give facts to whom they belong now, in one change of the store."""
        for customer, into in resolution.alike:
            tell_apart(self.store, customer, into)
        if resolution.identities.num_rows or resolution.moves.num_rows:
            self.store.reassign(resolution.moves, resolution.identities)
