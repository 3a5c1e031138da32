"""Who is who: the customer an id leads to, and finding customers by what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ..model.entities import CUSTOMERS, ENTITIES, IDENTITIES, ORDERS
from ..sentence import sentence
from ..store.relation import Relation
from ..store.store import Store
from .rules import CONFLICT, MERGED, is_made_up

_TELEPHONE = re.compile(r"\+?\d+([ ().-]+\d+)+")
SEARCHED = ("customer", "name", "email", "phone")


class UnknownCustomer(LookupError):
    def __init__(self, customer: str):
        super().__init__(
            sentence("there is no customer {customer!r}; give an id that a source knows them by", customer=customer)
        )


class SameCustomer(ValueError):
    def __init__(self, customer: str):
        super().__init__(sentence("{customer!r} is that customer already; nothing was merged", customer=customer))


@dataclass(frozen=True, slots=True)
class Found:
    """A customer that matches, and by which of their particulars."""

    customer: str
    name: str
    email: str
    phone: str
    segment: str
    matched: str


def person(store: Store, customer: str) -> str:
    """The customer an id leads to now, following merges; UnknownCustomer when nothing is known of it."""
    now = _leads_to(store, customer)
    if now:
        return now
    if any(_is_known(store, name, customer) for name, fact in ENTITIES.items() if fact.has("customer")):
        return customer
    raise UnknownCustomer(customer)


def identities_of(store: Store, customer: str) -> list[dict[str, Any]]:
    """Every row of identities that leads to a customer: ids, merges, conflicts."""
    found: list[dict[str, Any]] = store.find(IDENTITIES.name, pa.array([customer]), "customer").to_pylist()
    return found


def present(store: Store, customer: str) -> str:
    """The id a customer goes by now; the same where nothing is known of them, or they were erased."""
    return _leads_to(store, customer) or customer


def ids_of(store: Store, customer: str) -> frozenset[str]:
    """Every id that leads to the one this id leads to, both among them; of one who is unknown their own."""
    now = present(store, customer)
    rows = identities_of(store, now)
    return frozenset(
        {customer, now} | {str(row["original"]) for row in rows if row["original"] and row["kind"] != CONFLICT}
    )


def find(store: Store, text: str, limit: int = 20) -> tuple[Found, ...]:
    """Customers whose id, name, e-mail, telephone or identity holds the text, or whose order it is.

    Whole matches come first. A telephone number is found however it is written.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return ()
    found = {row["customer"]: _found(row, wanted) for row in _like(store, CUSTOMERS.name, SEARCHED, text, limit)}
    identities = [
        row for one in _spellings(text) for row in _like(store, IDENTITIES.name, ("value", "identity"), one, limit)
    ]
    for identity in identities:
        customer = identity["customer"]
        if customer not in found and identity["kind"] != CONFLICT:
            found[customer] = _found(_own(store, customer), wanted, str(identity["identity"]))
    for order in store.find(ORDERS.name, pa.array([text.strip()]), columns=["order", "customer"]).to_pylist():
        if order["customer"]:
            found[order["customer"]] = _found(_own(store, order["customer"]), wanted, str(order["order"]))
    kept = _once_each(store, [one for one in found.values() if one.matched])
    return tuple(sorted(kept, key=lambda one: (one.matched.casefold() != wanted, one.customer))[:limit])


def _spellings(text: str) -> Iterator[str]:
    yield text
    if _TELEPHONE.fullmatch(text.strip()):
        yield re.sub(r"\D", "", text)


def _once_each(store: Store, found: list[Found]) -> list[Found]:
    """Those who were merged into another stand under the other's id, once."""
    kept: dict[str, Found] = {}
    leads = _leads(store, [one.customer for one in found])
    for one in found:
        now = leads.get(one.customer, one.customer)
        shown = one if now == one.customer else _found(_own(store, now), "", one.matched)
        if now not in kept or now == one.customer:
            kept[now] = shown
    return list(kept.values())


def _leads_to(store: Store, customer: str) -> str:
    """Whom a merge, or the id that was made up for a known one, leads to; empty where none does."""
    link = store.find(IDENTITIES.name, pa.array([f"{MERGED}:{customer}"]), columns=["customer"]).to_pylist()
    if not link and is_made_up(customer):
        own = store.find(IDENTITIES.name, pa.array([customer]), "original", ["customer", "kind"]).to_pylist()
        link = [row for row in own if row["kind"] != CONFLICT][:1]
    return str(link[0]["customer"]) if link else ""


def _leads(store: Store, customers: list[str]) -> dict[str, str]:
    """Of those who were merged into another: to whom their id leads now."""
    names = [exp.Literal.string(f"{MERGED}:{customer}") for customer in customers]
    relation = Relation(IDENTITIES, store.spelling)
    merged = exp.In(this=_column(IDENTITIES.name, "identity"), expressions=names)
    query = relation.select(_column(IDENTITIES.name, "value"), _column(IDENTITIES.name, "customer")).where(merged)
    return {row["value"]: row["customer"] for row in store.query(query).to_pylist()} if names else {}


def _own(store: Store, customer: str) -> dict[str, Any]:
    rows = store.find(CUSTOMERS.name, pa.array([customer])).to_pylist()
    return rows[0] if rows else {"customer": customer}


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


def _is_known(store: Store, name: str, customer: str) -> bool:
    same = exp.EQ(this=_column(name, "customer"), expression=exp.Literal.string(customer))
    table = exp.alias_(store.spelling.table(name), name, table=True, quoted=True)
    query = exp.select(exp.alias_(exp.Literal.number(1), "known")).from_(table).where(same).limit(1)
    return bool(store.query(query).num_rows)


def _column(name: str, column: str) -> exp.Column:
    return exp.column(column, table=name, quoted=True)
