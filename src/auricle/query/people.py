"""Who is who: finding customers, merging two that are one, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ..model.entities import CUSTOMERS, IDENTITIES
from ..store.relation import Relation
from ..store.store import Store
from .rows import about_customers, one_customer

SEARCHED = ("customer", "name", "email", "phone")
MERGED = "customer"
"""The kind of identity that remembers a merge: ``customer:<old>`` leads to the other."""


class UnknownCustomer(LookupError):
    def __init__(self, customer: str):
        super().__init__(f"there is no customer {customer!r}; look for them with find")


class SameCustomer(ValueError):
    def __init__(self, customer: str):
        super().__init__(f"{customer!r} is that customer already; nothing was merged")


class NotMerged(ValueError):
    def __init__(self, customer: str):
        super().__init__(f"{customer!r} was not merged into anybody; there is nothing to take back")


@dataclass(frozen=True, slots=True)
class Found:
    """A customer that matches, and by which of their particulars."""

    customer: str
    name: str
    email: str
    phone: str
    segment: str
    matched: str


@dataclass(frozen=True, slots=True)
class Merge:
    """What changed hands: facts, and the identities that lead to ``into`` (or no longer do)."""

    customer: str
    into: str
    facts: int
    identities: tuple[str, ...]


def person(store: Store, customer: str) -> str:
    """The customer an id leads to now, following merges; UnknownCustomer when nothing is known of it."""
    link = _rows(store, IDENTITIES.name, "identity", f"{MERGED}:{customer}")
    if link:
        return str(link[0]["customer"])
    if any(_is_known(store, name, customer) for name in about_customers()):
        return customer
    raise UnknownCustomer(customer)


def find(store: Store, text: str, limit: int = 20) -> tuple[Found, ...]:
    """Customers whose id, name, e-mail, telephone or identity holds the text, whole matches first."""
    wanted = text.strip().casefold()
    if not wanted:
        return ()
    found = {row["customer"]: _found(row, wanted) for row in _like(store, CUSTOMERS.name, SEARCHED, text, limit)}
    for identity in _like(store, IDENTITIES.name, ("value", "identity"), text, limit):
        customer = identity["customer"]
        if customer not in found:
            own = one_customer(store, CUSTOMERS.name, customer)
            found[customer] = _found(own[0] if own else {"customer": customer}, wanted, str(identity["identity"]))
    kept = [one for one in found.values() if one.matched]
    return tuple(sorted(kept, key=lambda one: (one.matched.casefold() != wanted, one.customer))[:limit])


def merge(store: Store, customer: str, into: str) -> Merge:
    """Give everything of ``customer`` to ``into``; each identity remembers whose it was."""
    old, new = person(store, customer), person(store, into)
    if old == new:
        raise SameCustomer(customer)
    known = one_customer(store, IDENTITIES.name, old)
    record = {"identity": f"{MERGED}:{old}", "kind": MERGED, "value": old, "original": old, "source": "merge"}
    moved = [row for row in known if row["identity"] != record["identity"]]
    moved.append({**record, "linked_at": datetime.now(UTC)})
    store.replace(IDENTITIES.name, _table([{**row, "customer": new} for row in moved]))
    facts = store.reassign(old, [], new)
    return Merge(old, new, facts, tuple(str(row["identity"]) for row in moved))


def unmerge(store: Store, customer: str) -> Merge:
    """Give back what ``customer`` brought into the merge, later facts under their identities included."""
    record = _rows(store, IDENTITIES.name, "identity", f"{MERGED}:{customer}")
    if not record or record[0]["customer"] == customer:
        raise NotMerged(customer)
    holder = str(record[0]["customer"])
    theirs = [row for row in one_customer(store, IDENTITIES.name, holder) if row["original"] == customer]
    names = [str(row["identity"]) for row in theirs]
    store.replace(IDENTITIES.name, _table([{**row, "customer": customer} for row in theirs]))
    facts = store.reassign(holder, names, customer)
    return Merge(customer, holder, facts, tuple(names))


def _found(row: dict[str, Any], wanted: str, identity: str = "") -> Found:
    said = {name: str(row.get(name) or "") for name in (*SEARCHED, "segment")}
    matches = [said[name] for name in SEARCHED if wanted in said[name].casefold()]
    matched = next((each for each in matches if each.casefold() == wanted), matches[0] if matches else identity)
    return Found(said["customer"], said["name"], said["email"], said["phone"], said["segment"], matched)


def _like(store: Store, name: str, columns: tuple[str, ...], text: str, limit: int) -> list[dict[str, Any]]:
    # Wildcards in the text match any one character here; what does not hold the text is left out afterwards.
    pattern = exp.Literal.string("%" + "".join("_" if c in "%_\\" else c for c in text.strip()) + "%")
    either = exp.or_(*(exp.ILike(this=_column(name, c), expression=pattern.copy()) for c in columns))
    exact = exp.or_(*(exp.EQ(this=_column(name, c), expression=exp.Literal.string(text.strip())) for c in columns))
    first = exp.Case(ifs=[exp.If(this=exact, true=exp.Literal.number(0))], default=exp.Literal.number(1))
    relation = Relation({"customers": CUSTOMERS, "identities": IDENTITIES}[name], store.spelling)
    query = relation.select(*(_column(name, c.name) for c in relation.fact.columns)).where(either)
    found: list[dict[str, Any]] = store.query(
        query.order_by(first, _column(name, relation.fact.key)).limit(limit)
    ).to_pylist()
    return found


def _rows(store: Store, name: str, column: str, value: str) -> list[dict[str, Any]]:
    relation = Relation({"customers": CUSTOMERS, "identities": IDENTITIES}[name], store.spelling)
    same = exp.EQ(this=_column(name, column), expression=exp.Literal.string(value))
    query = relation.select(*(_column(name, c.name) for c in relation.fact.columns)).where(same)
    found: list[dict[str, Any]] = store.query(query).to_pylist()
    return found


def _is_known(store: Store, name: str, customer: str) -> bool:
    same = exp.EQ(this=_column(name, "customer"), expression=exp.Literal.string(customer))
    table = exp.alias_(store.spelling.table(name), name, table=True, quoted=True)
    query = exp.select(exp.alias_(exp.Literal.number(1), "known")).from_(table).where(same).limit(1)
    return bool(store.query(query).num_rows)


def _column(name: str, column: str) -> exp.Column:
    return exp.column(column, table=name, quoted=True)


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=IDENTITIES.schema)
