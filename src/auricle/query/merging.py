"""Merging two customers that are one, and taking that back.

The identity ``customer:<old>`` remembers a merge: it leads to the other, and its source says into whom
the customer went, so that of a chain of merges each can be taken back, in any order, with all it brought.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ..model.entities import ENTITIES, IDENTITIES
from ..model.entity import Entity
from ..store.relation import Relation
from ..store.store import Store, moves
from .people import MERGED, NotMerged, SameCustomer, has_facts, identities_where, person
from .rows import one_customer

INTO = "merge:"
TAKEN_BACK = "merge taken back"
LEARNT = "facts"
_KNOWN = tuple(fact for fact in ENTITIES.values() if fact.has("known_as"))


@dataclass(frozen=True, slots=True)
class Merge:
    """What changed hands: facts, and the identities that lead to ``into`` (or no longer do)."""

    customer: str
    into: str
    facts: int
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge in force: ``customer`` went into ``into``, and is with ``holder`` now."""

    customer: str
    into: str
    holder: str
    at: datetime | None


def merge(store: Store, customer: str, into: str) -> Merge:
    """Give everything of ``customer`` to ``into``; each identity remembers whose it was.

    A merge that was cut short is finished when it is asked for again.
    """
    old, new = person(store, customer), person(store, into)
    if old == new:
        if customer == new or not has_facts(store, customer):
            raise SameCustomer(customer)
        old = customer
    _tell_apart(store, old, new)
    known = one_customer(store, IDENTITIES.name, old)
    record = {"identity": f"{MERGED}:{old}", "kind": MERGED, "value": old, "original": old, "source": INTO + new}
    moved = [row for row in known if row["identity"] != record["identity"]]
    moved += [*_unlisted(store, old), {**record, "linked_at": datetime.now(UTC)}]
    _write(store, [{**row, "customer": new} for row in moved])
    facts = store.reassign(moves(old, [], new))
    return Merge(old, new, facts, tuple(str(row["identity"]) for row in moved))


def unmerge(store: Store, customer: str) -> Merge:
    """Give back what ``customer`` brought into the merge, later facts under their identities included."""
    record = identities_where(store, "identity", f"{MERGED}:{customer}")
    if not record or record[0]["customer"] == customer:
        raise NotMerged(customer)
    holder = str(record[0]["customer"])
    held = one_customer(store, IDENTITIES.name, holder)
    brought = _brought(held, customer)
    names = [str(row["identity"]) for row in held if row["original"] in brought]
    facts = store.reassign(moves(holder, names, customer))
    _write(store, [{**record[0], "customer": customer, "source": TAKEN_BACK}])
    return Merge(customer, holder, facts - len(names), tuple(names))


def merges(store: Store) -> tuple[Merged, ...]:
    """The merges in force, the latest first."""
    rows = identities_where(store, "kind", MERGED)
    found = [_merged(row) for row in rows if row["customer"] != row["original"]]
    return tuple(sorted(found, key=lambda one: one.at or datetime.min.replace(tzinfo=UTC), reverse=True))


def _merged(row: dict[str, Any]) -> Merged:
    source = str(row["source"] or "")
    into = source.removeprefix(INTO) if source.startswith(INTO) else str(row["customer"])
    return Merged(str(row["original"]), into, str(row["customer"]), row["linked_at"])


def _brought(held: list[dict[str, Any]], customer: str) -> list[str]:
    """The customer, and those who had been merged into them by then."""
    records = [row for row in held if row["kind"] == MERGED]
    found = [customer]
    for one in found:  # grows while it is walked
        found += [str(r["original"]) for r in records if r["source"] == INTO + one and r["original"] not in found]
    return found


def _unlisted(store: Store, customer: str) -> list[dict[str, Any]]:
    """Names the facts know the customer by that no identity tells of; without them nothing could be given back."""
    names = sorted(set(_names(store, customer)))
    listed = {row["identity"] for name in names for row in identities_where(store, "identity", name)}
    return [_learnt(name, customer) for name in names if name not in listed]


def _learnt(name: str, customer: str) -> dict[str, Any]:
    kind, _, value = name.partition(":")
    said = {"identity": name, "kind": kind if value else "id", "value": value or name}
    return {**said, "original": customer, "source": LEARNT, "linked_at": datetime.now(UTC)}


def _tell_apart(store: Store, old: str, new: str) -> None:
    """Facts of ``old`` under a name that is not theirs alone forget it: the merge remembers whose they were."""
    theirs = set(_names(store, old))
    others = {row["identity"] for name in theirs for row in identities_where(store, "identity", name)
              if row["customer"] != old}  # fmt: skip
    shared = theirs & set(_names(store, new)) | others
    for fact in _KNOWN if shared else ():
        rows = [row for row in one_customer(store, fact.name, old) if row["known_as"] in shared]
        if rows:
            plain = [{**row, "known_as": None} for row in rows]
            store.replace(fact.name, pa.Table.from_pylist(plain, schema=fact.schema))


def _names(store: Store, customer: str) -> Iterator[str]:
    for fact in _KNOWN:
        yield from store.query(_names_in(fact, store, customer)).column(0).to_pylist()


def _names_in(fact: Entity, store: Store, customer: str) -> exp.Select:
    name = exp.column("known_as", table=fact.name, quoted=True)
    theirs = exp.EQ(this=exp.column("customer", table=fact.name, quoted=True), expression=exp.Literal.string(customer))
    said = exp.Not(this=exp.Is(this=name.copy(), expression=exp.Null()))
    return Relation(fact, store.spelling).select(exp.alias_(name, "name")).distinct().where(theirs, said)


def _write(store: Store, rows: Iterable[dict[str, Any]]) -> None:
    store.replace(IDENTITIES.name, pa.Table.from_pylist(list(rows), schema=IDENTITIES.schema))
