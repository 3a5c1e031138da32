"""Customers who stopped ordering: whose last order lies in some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlglot import exp

from ...model.entities import ORDERS
from ...store.relation import Relation
from ...store.store import Store
from .batch import keys_of


@dataclass(frozen=True, slots=True)
class Stopped:
    """``score`` is the last one they gave on a question of the kind asked for."""

    customer: str
    last_on: date
    score: float
    scale: str


def stopped(store: Store, since: date, until: date, question: str, at_least: float) -> tuple[Stopped, ...]:
    """Whose last order was from ``since`` to ``until``, both included, and who last gave ``at_least`` or more."""
    relation = Relation(ORDERS, store.spelling)
    who, day = relation.expression("customer"), relation.expression("day")
    known = relation.parse("customer is not null and coalesce(status, '') <> 'cancelled'")
    last = exp.Max(this=day)
    within = exp.Between(this=last.copy(), low=_day(since), high=_day(until))
    query = relation.select(exp.alias_(who, "who", quoted=True), exp.alias_(last, "last_on", quoted=True))
    rows = store.query(query.where(known).group_by(who.copy()).having(within)).to_pylist()
    scores = _last_scores(store, [row["who"] for row in rows], question)
    return tuple(
        Stopped(row["who"], row["last_on"], score, scale)
        for row in sorted(rows, key=lambda row: (row["last_on"], row["who"]))
        for score, scale in [scores.get(row["who"], (float("-inf"), ""))]
        if score >= at_least
    )


def _last_scores(store: Store, customers: list[str], question: str) -> dict[str, tuple[float, str]]:
    columns = ["customer", "at", "kind", "score", "scale"]
    latest: dict[str, tuple[datetime, float, str]] = {}
    for row in store.find("answers", keys_of(customers), "customer", columns).to_pylist():
        if row["kind"] == question and row["score"] is not None:
            said = (row["at"], row["score"], row["scale"] or "")
            latest[row["customer"]] = max(said, latest.get(row["customer"], said))
    return {customer: (score, scale) for customer, (_, score, scale) in latest.items()}


def _day(day: date) -> exp.Expression:
    return exp.cast(exp.Literal.string(day.isoformat()), exp.DataType.Type.DATE)
