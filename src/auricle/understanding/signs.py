"""What is known of each customer on a day, and whether there was a sign of life after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from ..analysis.estimator import Floats
from ..model.entities import entity
from ..query.window import Window
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from ..store.typed import day_literal
from .steps import grouped, how_many, is_known, named

SIGNS = ("orders", "interactions", "feedback")
"""Entities whose rows are signs of life; a contract that holds is none: it runs on by itself."""
POOR = "outcome in ('unresolved', 'abandoned', 'error', 'hung_up')"
LATE = "delivered_at > promised_at"
HALF_YEAR, YEAR = 180, 365

COLUMNS = (
    "score", "tenure_days", "days_since_order", "orders_year", "orders_quarter", "days_since_seen", "seen_quarter",
    "failures", "late_deliveries", "complaints", "contract",
)  # fmt: skip
"""What leaving is explained by, all of it known on the day: the last NPS score, time as a customer, …"""


@dataclass(frozen=True, slots=True)
class Known:
    """Customers with a sign of life within ``horizon`` before ``day``, and ``COLUMNS`` as of that day."""

    day: date
    customers: pa.Array
    segments: tuple[str | None, ...]
    columns: Mapping[str, Floats]


def known_on(store: Store, day: date, horizon: int, where: str = "", customer: str = "") -> Known:
    """Customers who were active up to a day, by what was known at its end; nothing later is read.

    What looks further back than there are such facts at all is not known of anybody, which is not 0.
    """
    spelling = store.spelling

    def read(name: str, text: str, days: int | None, **sums: exp.Expression) -> pa.Table:
        window = Window(day - timedelta(days=days - 1) if days else None, day)
        return store.query(_per_customer(name, text, window, spelling, customer, sums))

    n = how_many(spelling)
    lives = [
        read(
            name,
            where if name == "interactions" else "",
            None,
            first=exp.Min(this=_day(name)),
            last=exp.Max(this=_day(name)),
        )
        for name in SIGNS
    ]
    base = _active(lives, day, horizon)
    aligned = Aligned(base.column("customer").combine_chunks(), day)
    orders = read("orders", "coalesce(status, '') <> 'cancelled'", None, last=exp.Max(this=_day("orders")))
    counts = {
        "orders_year": ("orders", "coalesce(status, '') <> 'cancelled'", YEAR),
        "orders_quarter": ("orders", "coalesce(status, '') <> 'cancelled'", 90),
        "seen_quarter": ("interactions", "", 90),
        "failures": ("interactions", POOR, HALF_YEAR),
        "late_deliveries": ("orders", LATE, HALF_YEAR),
        "complaints": ("feedback", "kind = 'complaint'", HALF_YEAR),
    }
    since = first_days(store)
    columns = {
        name: aligned.number(read(*asked, n=n), "n", 0.0)
        if since.get(asked[0], day) <= day - timedelta(days=asked[2] - 1)
        else np.full(len(aligned.customers), np.nan)
        for name, asked in counts.items()
    }
    columns["days_since_order"] = aligned.days(orders, "last")
    columns["days_since_seen"] = aligned.days(lives[1], "last")
    people = store.query(_people(spelling, customer))
    columns["tenure_days"] = np.fmax(aligned.days(base, "first"), aligned.days(people, "met"))
    columns["score"] = aligned.number(store.query(_last_score(day, spelling, customer)), "score", np.nan)
    columns["contract"] = aligned.number(store.query(_holding(day, spelling, customer)), "n", 0.0)
    return Known(day, aligned.customers, aligned.text(people, "segment"), {name: columns[name] for name in COLUMNS})


def first_days(store: Store) -> dict[str, date]:
    """The first day with a sign of life of somebody known, by entity; none where there is no such row."""
    found = {name: store.query(_first_day_tree(name, store.spelling)).column("first")[0].as_py() for name in SIGNS}
    return {name: first for name, first in found.items() if first}


def silent_after(store: Store, known: Known, horizon: int) -> Floats:
    """1 for each customer without any sign of life in the ``horizon`` days after the day."""
    window = Window(known.day + timedelta(days=1), known.day + timedelta(days=horizon))
    seen = np.zeros(len(known.customers), np.bool_)
    for name in SIGNS:
        found = store.query(_per_customer(name, "", window, store.spelling, "", {"n": how_many(store.spelling)}))
        seen |= _is_in(known.customers, found)
    return (~seen).astype(np.float64)


def last_sign(store: Store, known: Known, until: date) -> Floats:
    """Days from the day to the last sign of life by ``until``; 0 where there was none."""
    latest = np.zeros(len(known.customers))
    window = Window(known.day + timedelta(days=1), until)
    for name in SIGNS:
        found = store.query(_per_customer(name, "", window, store.spelling, "", {"last": exp.Max(this=_day(name))}))
        days = -Aligned(known.customers, known.day).days(found, "last")
        latest = np.maximum(latest, np.nan_to_num(days, nan=0.0))
    return latest


@dataclass(frozen=True, slots=True)
class Aligned:
    """Tables by customer, brought into the order of ``customers``."""

    customers: pa.Array
    day: date

    def number(self, found: pa.Table, name: str, missing: float) -> Floats:
        values = np.full(len(self.customers), missing)
        place = pc.index_in(found.column("customer").combine_chunks(), value_set=self.customers)
        there = np.asarray(pc.is_valid(place))
        given = np.asarray(found.column(name).cast(pa.float64()).to_numpy(), np.float64)
        values[place.drop_null().to_numpy(zero_copy_only=False)] = given[there]
        return values

    def days(self, found: pa.Table, name: str) -> Floats:
        """Days from a column of days to ours."""
        days = found.column(name).cast(pa.date32()).cast(pa.int32())
        numbers = pa.table({"customer": found.column("customer"), "days": days.cast(pa.float64())})
        return (self.day - date(1970, 1, 1)).days - self.number(numbers, "days", np.nan)

    def text(self, found: pa.Table, name: str) -> tuple[str | None, ...]:
        place = pc.index_in(self.customers, value_set=found.column("customer").combine_chunks())
        return tuple(found.column(name).combine_chunks().take(place).to_pylist())


def _active(lives: list[pa.Table], day: date, horizon: int) -> pa.Table:
    """Who gave a sign within the horizon, with their first sign of all."""
    told = pa.concat_tables([_plain(table) for table in lives])
    both = told.group_by("customer").aggregate([("first", "min"), ("last", "max")])
    since = (day - timedelta(days=horizon) - date(1970, 1, 1)).days
    kept = both.filter(pc.greater(both.column("last_max"), since)).sort_by("customer")
    return pa.table({"customer": kept.column("customer"), "first": kept.column("first_min").cast(pa.date32())})


def _plain(table: pa.Table) -> pa.Table:
    days = {name: table.column(name).cast(pa.date32()).cast(pa.int32()) for name in ("first", "last")}
    return pa.table({"customer": table.column("customer").cast(pa.string()), **days})


def _is_in(customers: pa.Array, found: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(pc.is_in(customers, value_set=found.column("customer").combine_chunks().cast(pa.string())))


def _per_customer(
    name: str, text: str, window: Window, spelling: Spelling, customer: str, sums: Mapping[str, exp.Expression]
) -> exp.Select:
    relation = Relation(entity(name), spelling)
    who, day = relation.expression("customer"), relation.expression("day")
    conditions = [is_known(who), *(tree for tree in [window.condition(day)] if tree)]
    if text:
        conditions.append(relation.parse(text))
    if customer:
        conditions.append(_is(who, customer))
    return grouped(relation.select(*named(customer=who, **sums)).where(*conditions), 1)


def _first_day_tree(name: str, spelling: Spelling) -> exp.Select:
    relation = Relation(entity(name), spelling)
    first = named(first=exp.Min(this=relation.expression("day")))
    return relation.select(*first).where(is_known(relation.expression("customer")))


def _last_score(day: date, spelling: Spelling, customer: str) -> exp.Select:
    relation = Relation(entity("answers"), spelling)
    who, score, at, key = (relation.expression(name) for name in ("customer", "score", "at", "answer"))
    latest = exp.Order(expressions=[exp.Ordered(this=tree, desc=True, nulls_first=False) for tree in (at, key)])
    place = exp.Window(this=exp.RowNumber(), partition_by=[who.copy()], order=latest)
    conditions = [is_known(who), is_known(score), relation.parse("kind = 'nps'")]
    conditions += [tree for tree in [Window(None, day).condition(relation.expression("day"))] if tree]
    if customer:
        conditions.append(_is(who, customer))
    each = relation.select(*named(customer=who, score=spelling.number(score), place=place)).where(*conditions)
    first = exp.EQ(this=exp.column("place", table="said", quoted=True), expression=exp.Literal.number(1))
    columns = (exp.column(name, table="said", quoted=True) for name in ("customer", "score"))
    return exp.select(*columns).from_(each.subquery("said")).where(first)


def _holding(day: date, spelling: Spelling, customer: str) -> exp.Select:
    relation = Relation(entity("contracts"), spelling)
    who, start, end = (relation.expression(name) for name in ("customer", "start_on", "end_on"))
    begun = exp.LTE(this=start, expression=day_literal(day))
    lasts = exp.or_(exp.Is(this=end, expression=exp.Null()), exp.GT(this=end.copy(), expression=day_literal(day)))
    conditions = [is_known(who), begun, lasts, *([_is(who, customer)] if customer else [])]
    return grouped(relation.select(*named(customer=who, n=exp.Min(this=exp.Literal.number(1)))).where(*conditions), 1)


def _people(spelling: Spelling, customer: str) -> exp.Select:
    relation = Relation(entity("customers"), spelling)
    who, segment, met = (relation.expression(name) for name in ("customer", "segment", "day"))
    query = relation.select(*named(customer=who, segment=segment, met=met))
    return query.where(_is(who, customer)) if customer else query


def _day(name: str) -> exp.Column:
    return exp.column("day", table=name, quoted=True)


def _is(who: exp.Expression, customer: str) -> exp.Expression:
    return exp.EQ(this=who.copy(), expression=exp.Literal.string(customer))
