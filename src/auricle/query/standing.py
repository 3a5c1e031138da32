"""Who a customer is, and what they are worth as counted: not a guess of what they will bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ..identity.rules import CONFLICT
from ..model.entities import CONTRACTS, CUSTOMERS, ENTITIES, IDENTITIES, ORDERS, POINTS
from ..model.entity import Entity
from ..store.relation import Relation
from ..store.store import Store
from .rows import about_customers, one_customer

COUNTED = "coalesce(status, '') <> 'cancelled'"
"""Orders that count, as in the measures orders and revenue."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``revenue`` is by currency ('' when the orders name none); ``points`` is None without any movement.

    ``profile`` is the customer's own row without what is missing; ``rows`` counts what there is per entity.
    """

    customer: str
    profile: Mapping[str, Any]
    identities: tuple[Mapping[str, Any], ...]
    orders: int
    revenue: Mapping[str, Decimal]
    last_order_at: datetime | None
    contract: Mapping[str, Any] | None
    points: Decimal | None
    rows: Mapping[str, int]


def standing(store: Store, customer: str) -> Standing:
    profile = one_customer(store, CUSTOMERS.name, customer)
    sums = _orders(store, customer)
    return Standing(
        customer,
        {name: value for name, value in (profile[0] if profile else {}).items() if value is not None},
        tuple(row for row in one_customer(store, IDENTITIES.name, customer) if row["kind"] != CONFLICT),
        orders=sum(row["n"] for row in sums),
        revenue={row["currency"] or "": row["amount"] for row in sums if row["amount"] is not None},
        last_order_at=max((row["last_at"] for row in sums), default=None),
        contract=_contract(store, customer),
        points=_points(store, customer),
        rows=_rows(store, customer),
    )


def rows_of_all(store: Store, customer: str) -> Mapping[str, int]:
    """Rows per entity of a customer and of all who were merged into them: what erasing them removes."""
    counted = Counter(_rows(store, customer))
    for original in {row["original"] for row in one_customer(store, IDENTITIES.name, customer)} - {customer, None}:
        counted.update(_rows(store, original))
    return counted


def _rows(store: Store, customer: str) -> dict[str, int]:
    return {name: n for name in about_customers() if (n := _count(store, ENTITIES[name], customer))}


def _orders(store: Store, customer: str) -> list[dict[str, Any]]:
    relation = Relation(ORDERS, store.spelling)
    currency, at, amount = (_column(ORDERS, name) for name in ("currency", "at", "amount"))
    counted = relation.parse(COUNTED)
    query = relation.select(
        exp.alias_(currency, "currency"),
        exp.alias_(exp.Count(this=exp.Star()), "n"),
        exp.alias_(exp.Sum(this=amount), "amount"),
        exp.alias_(exp.Max(this=at), "last_at"),
    ).where(_is(ORDERS, customer), counted)
    found: list[dict[str, Any]] = store.query(query.group_by(currency.copy())).to_pylist()
    return found


def _points(store: Store, customer: str) -> Decimal | None:
    relation = Relation(POINTS, store.spelling)
    kind = _column(POINTS, "kind")
    query = relation.select(
        exp.alias_(kind, "kind"), exp.alias_(exp.Sum(this=_column(POINTS, "points")), "points")
    ).where(_is(POINTS, customer))
    rows = store.query(query.group_by(kind.copy())).to_pylist()
    moved = [row["points"] if row["kind"] == "issued" else -row["points"] for row in rows]
    return sum(moved, Decimal()) if moved else None


def _contract(store: Store, customer: str) -> Mapping[str, Any] | None:
    """The contract that began last."""
    relation = Relation(CONTRACTS, store.spelling)
    columns = (exp.alias_(_column(CONTRACTS, c.name), c.name, quoted=True) for c in CONTRACTS.columns)
    latest = exp.Ordered(this=_column(CONTRACTS, "start_on"), desc=True, nulls_first=False)
    query = relation.select(*columns).where(_is(CONTRACTS, customer)).order_by(latest).limit(1)
    return next(iter(store.query(query).to_pylist()), None)


def _count(store: Store, fact: Entity, customer: str) -> int:
    query = Relation(fact, store.spelling).select(exp.alias_(exp.Count(this=exp.Star()), "n"))
    return int(store.query(query.where(_is(fact, customer))).column(0)[0].as_py())


def _is(fact: Entity, customer: str) -> exp.Expression:
    return exp.EQ(this=_column(fact, "customer"), expression=exp.Literal.string(customer))


def _column(fact: Entity, name: str) -> exp.Column:
    return exp.column(name, table=fact.name, quoted=True)
