"""Merging two customers that are one, and taking that back.

The identity ``customer:<old>`` remembers a merge: it leads to the other, and says into whom the customer went, so that
of a chain of merges each can be taken back, in any order, with all it brought. A link of a single identity remembers
the same in its own row. What was taken back is remembered too, as a pair of customers who are kept apart.
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
from ..sentence import sentence
from ..store.relation import Relation
from ..store.store import Store, moves
from .conflicts import set_apart
from .people import SameCustomer, identities_of, person
from .rules import CONFLICT, MERGED

BY_HAND, TAKEN_BACK = "by hand", "taken back"
LEARNT = "facts"
_KNOWN = tuple(fact for fact in ENTITIES.values() if fact.has("known_as"))
Row = dict[str, Any]


class NotMerged(ValueError):
    def __init__(self, customer: str):
        super().__init__(
            sentence("{customer!r} was not merged into anybody; there is nothing to take back", customer=customer)
        )


@dataclass(frozen=True, slots=True)
class Merge:
    """What changed hands: facts, and the identities that lead to ``into`` (or no longer do)."""

    customer: str
    into: str
    facts: int
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge in force: ``customer`` went into ``into``, and is with ``holder`` now.

    ``rule`` is what linked them (``by hand``, ``alias``, ``user with email`` …), ``evidence`` the identity they were
    met with, ``source`` who said so.
    """

    customer: str
    into: str
    holder: str
    at: datetime | None
    rule: str
    evidence: str
    source: str


def merge(store: Store, customer: str, into: str) -> Merge:
    """Give everything of ``customer`` to ``into``; each identity remembers whose it was.

    Raises
        UnknownCustomer: nothing is known of one of them.
        SameCustomer: they are one already.
    """
    old, new = person(store, customer), person(store, into)
    if old == new:
        raise SameCustomer(customer)
    tell_apart(store, old, new)
    names = [row["identity"] for row in identities_of(store, old)]
    unlisted = _unlisted(store, old, new)
    record: Row = {"identity": f"{MERGED}:{old}", "kind": MERGED, "value": old, "customer": new, "original": old}
    record |= {"into": new, "rule": BY_HAND, "linked_at": datetime.now(UTC)}
    facts = store.reassign(moves(old, [], new), _table([*unlisted, record]))
    brought = dict.fromkeys([*names, *(row["identity"] for row in unlisted), record["identity"]])
    return Merge(old, new, facts - len(names), tuple(brought))


def unmerge(store: Store, customer: str) -> Merge:
    """Give back what ``customer`` brought into the merge, later facts under their identities included.

    From then on no machine merges them again, nor with anybody else who is in the same customer now.

    Raises
        NotMerged: they are with nobody else.
    """
    link = _link(store, customer)
    holder, into = str(link["customer"]), link["into"]
    everything = identities_of(store, holder)
    held = [row for row in everything if row["kind"] != CONFLICT]
    people = brought(held, customer)
    own = [row for row in held if row["original"] == customer and row["into"] == into]
    theirs = own + [row for row in held if row not in own and (row["into"] or row["original"]) in people]
    others = {_name(row) for row in held if row not in theirs}
    names = ({_name(row) for row in theirs} - others) | {f"{MERGED}:{one}" for one in people}
    back = [_freed(row) if row in own else {**row, "customer": customer} for row in theirs]
    back += [
        {**row, "customer": customer} for row in everything if row["kind"] == CONFLICT and row["original"] in people
    ]
    rest = {holder, str(into or holder), *(row["original"] for row in held if row["kind"] == MERGED)} - {*people}
    apart = [row for one in sorted(rest) for row in set_apart(customer, one, holder)]
    facts = store.reassign(moves(holder, sorted(names), customer), _table([*back, *apart]))
    return Merge(customer, holder, facts, tuple(str(row["identity"]) for row in theirs))


def _name(row: Row) -> str:
    """What facts are known by that came under an identity."""
    return f"{row['kind']}:{row['value']}"


def _freed(row: Row) -> Row:
    """The memory of a merge, or a linked identity, that leads back to its own customer."""
    rule = TAKEN_BACK if row["kind"] == MERGED else None
    return {**row, "customer": row["original"], "into": None, "rule": rule, "evidence": None}


def _link(store: Store, customer: str) -> Row:
    """What led a customer to another: the memory of a merge, else the link of the identity they were made of."""
    found = store.find(IDENTITIES.name, pa.array([customer]), "original").to_pylist()
    links = [row for row in found if row["customer"] != customer and row["kind"] != CONFLICT]
    if not links:
        raise NotMerged(customer)
    return min(links, key=lambda row: (row["kind"] != MERGED, row["linked_at"] or datetime.min.replace(tzinfo=UTC)))


def merges(store: Store, start: int = 0, limit: int | None = None) -> tuple[Merged, ...]:
    """The merges in force, the latest first: all of them, or ``limit`` from the one at ``start`` (0 is the latest)."""
    latest = exp.Ordered(this=_identity("linked_at"), desc=True, nulls_first=False)
    query = _in_force(store, *(_identity(column.name) for column in IDENTITIES.columns))
    query = query.order_by(latest, _identity("identity")).offset(start)
    found = store.query(query if limit is None else query.limit(limit))
    return tuple(merged(row) for row in found.to_pylist())


def count_merges(store: Store) -> int:
    """How many merges are in force."""
    counted = _in_force(store, exp.alias_(exp.Count(this=exp.Star()), "n"))
    return int(store.query(counted).column(0).to_pylist()[0])


def _in_force(store: Store, *columns: exp.Expr) -> exp.Select:
    is_merge = exp.EQ(this=_identity("kind"), expression=exp.Literal.string(MERGED))
    has_moved = exp.NEQ(this=_identity("customer"), expression=_identity("original"))
    table = exp.alias_(store.spelling.table(IDENTITIES.name), IDENTITIES.name, table=True, quoted=True)
    return exp.select(*columns).from_(table).where(is_merge, has_moved)


def _identity(column: str) -> exp.Column:
    return exp.column(column, table=IDENTITIES.name, quoted=True)


def merged(row: Row) -> Merged:
    said = (row[name] or "" for name in ("rule", "evidence", "source"))
    return Merged(row["original"], row["into"] or row["customer"], row["customer"], row["linked_at"], *said)


def brought(held: list[Row], customer: str) -> list[str]:
    """The customer, and those who had been linked to them or merged into them by then."""
    found = [customer]
    for one in found:  # grows while it is walked
        found += {str(row["original"]) for row in held if row["into"] == one and row["original"] not in found}
    return found


def _unlisted(store: Store, customer: str, to: str) -> list[Row]:
    """Names the facts know a customer by that no identity tells of; without them nothing could be given back."""
    names = pa.array(sorted(set(_names(store, customer))), pa.string())
    listed = set(store.find(IDENTITIES.name, names, columns=["identity"])["identity"].to_pylist())
    return [_learnt(name, customer, to) for name in names.to_pylist() if name not in listed]


def _learnt(name: str, customer: str, to: str) -> Row:
    kind, _, value = name.partition(":")
    said = {"identity": name, "kind": kind if value else "id", "value": value or name, "customer": to}
    return {**said, "original": customer, "source": LEARNT, "linked_at": datetime.now(UTC)}


def tell_apart(store: Store, old: str, new: str) -> None:
    """Facts of ``old`` under a name that is not theirs alone forget it: the merge remembers whose they were."""
    theirs = set(_names(store, old))
    listed = store.find(IDENTITIES.name, pa.array(sorted(theirs), pa.string()), columns=["identity", "customer"])
    shared = theirs & set(_names(store, new)) | {r["identity"] for r in listed.to_pylist() if r["customer"] != old}
    for fact in _KNOWN if shared else ():
        rows = store.find(fact.name, pa.array([old]), "customer").to_pylist()
        plain = [{**row, "known_as": None} for row in rows if row["known_as"] in shared]
        if plain:
            store.replace(fact.name, pa.Table.from_pylist(plain, schema=fact.schema))


def _names(store: Store, customer: str) -> Iterator[str]:
    for fact in _KNOWN:
        yield from store.query(_names_in(fact, store, customer)).column(0).to_pylist()


def _names_in(fact: Entity, store: Store, customer: str) -> exp.Select:
    name = exp.column("known_as", table=fact.name, quoted=True)
    theirs = exp.EQ(this=exp.column("customer", table=fact.name, quoted=True), expression=exp.Literal.string(customer))
    said = exp.Not(this=exp.Is(this=name.copy(), expression=exp.Null()))
    return Relation(fact, store.spelling).select(exp.alias_(name, "name")).distinct().where(theirs, said)


def _table(rows: Iterable[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=IDENTITIES.schema)
