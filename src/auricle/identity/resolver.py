"""Resolves the ids of a batch of events or rows to customers, and keeps what was learnt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from ..store.store import MOVES, Store
from . import known, learnt
from .learning import learning
from .linking import Conflict, Identities, Link
from .merging import tell_apart
from .rules import Rules, is_made_up


@dataclass(frozen=True, slots=True)
class Question:
    """What ``resolve`` was asked, and the ``version`` of the store that answered."""

    batch: Sequence[Identities]
    at: Sequence[int]
    source: str | Sequence[str]
    aliases: Collection[int]
    version: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose a batch's events are, by event, and what was learnt from them; ``Resolver.keep`` writes that down.

    ``customers`` is None where an event names nobody. ``known_as`` is the identity to store beside the customer, None
    when that is the customer's own id. ``identities`` and ``moves`` are what ``keep`` hands to the store; ``alike`` are
    customers who go into others that have facts under the same names; ``question`` is asked again where others have
    learnt something meanwhile.
    """

    customers: Sequence[str | None]
    known_as: Sequence[str | None]
    merges: tuple[Link, ...]
    conflicts: tuple[Conflict, ...]
    identities: pa.Table
    moves: pa.Table
    alike: tuple[tuple[str, str], ...]
    question: Question


class Resolver:
    """Leads the identities of batches to customers by the rules of a workspace.

    Deterministic, and the same for a batch that comes again: to be called as ``resolve``, ``keep``, and then the append
    of the facts as ``keep`` says whose they are; a kill in between is mended by doing all of it again. Facts that were
    appended before ``keep`` follow what it says.
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
        question = Question(batch, at, source, aliases, self.store.version())
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
        merges, conflicts = tuple(linking.merges), tuple(linking.conflicts)
        return Resolution(customers, names, merges, conflicts, rows, moves, alike, question)

    def _known_as(self, identities: Identities, customer: str | None) -> str | None:
        return None if not identities or self.rules.customer_of(identities[0]) == customer else identities[0]

    def keep(self, resolution: Resolution) -> Resolution:
        """Write down what was learnt, and give facts to whom they belong now, in one change of the store.

        Returns
            Whose the events are: as they were resolved, or, where the store was changed meanwhile, by what it says now.
        """
        with learning(self.store.folder):
            now = self._again(resolution)
            for customer, into in now.alike:
                tell_apart(self.store, customer, into)
            if now.identities.num_rows or now.moves.num_rows:
                self.store.reassign(now.moves, now.identities)
            return now

    def _again(self, resolution: Resolution) -> Resolution:
        """Resolved anew if the store has changed since; facts that went to people made up in vain follow."""
        asked = resolution.question
        if self.store.version() == asked.version:
            return resolution
        now = self.resolve(asked.batch, asked.at, asked.source, asked.aliases)
        whole = set(now.moves["customer"].to_pylist())
        after = [move for move in sorted(set(_following(resolution, now))) if move[0] not in whole]
        moves = [pa.array(column, pa.string()) for column in zip(*after, strict=True)]
        return replace(now, moves=pa.concat_tables([now.moves, pa.table(moves, MOVES)])) if after else now


def _following(before: Resolution, now: Resolution) -> Iterator[tuple[str, str, str]]:
    """(customer, identity, to) of those who were made up for an identity that others have led elsewhere since."""
    for customer, name, to in zip(before.customers, before.known_as, now.customers, strict=True):
        if customer and name and to and customer != to and is_made_up(customer):
            yield customer, name, to
