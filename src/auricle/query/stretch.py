"""A stretch of one customer's time, newest first: what a page shows, however long the whole is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlglot import exp

from ..model.entities import ANSWERS, FEEDBACK, MENTIONS, READINGS
from ..model.entity import Entity, Type
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from ..store.typed import day_literal
from .timeline import SHOWN, Event, event_of
from .window import EVER, Window

PARTS = (ANSWERS, MENTIONS, READINGS)
"""Entities whose rows are part of a feedback; on their own they are shown only when it is missing."""


def stretch(
    store: Store,
    customer: str,
    limit: int,
    *,
    entities: Iterable[str] = (),
    window: Window = EVER,
    before: Event | None = None,
) -> tuple[Event, ...]:
    """The newest ``limit`` events before another one, of the named entities (all when none is named)."""
    wanted = set(entities)
    found = [
        event_of(fact, row, store.zone)
        for fact in SHOWN
        if not wanted or fact.name in wanted
        for row in store.query(_newest(fact, store, customer, limit, window, before)).to_pylist()
    ]
    return tuple(sorted(found, key=_place, reverse=True)[:limit])


def tally(store: Store, customer: str, window: Window = EVER) -> Mapping[str, int]:
    """How many events of each entity there are in all; entities without any are left out."""
    counts = {fact.name: _count(fact, store, customer, window) for fact in SHOWN}
    return {name: n for name, n in counts.items() if n}


def _place(event: Event) -> tuple[datetime, str, str]:
    return event.at, event.entity, event.key


def _newest(fact: Entity, store: Store, customer: str, limit: int, window: Window, before: Event | None) -> exp.Select:
    relation = Relation(fact, store.spelling)
    columns = (exp.alias_(_column(fact, c.name), c.name, quoted=True) for c in fact.columns)
    query = relation.select(*columns).where(*_theirs(fact, relation, store.spelling, customer, window))
    if before:
        query = query.where(_earlier(fact, before, store))
    order = (exp.Ordered(this=_column(fact, name), desc=True, nulls_first=False) for name in (fact.time, fact.key))
    return query.order_by(*order).limit(limit)


def _count(fact: Entity, store: Store, customer: str, window: Window) -> int:
    relation = Relation(fact, store.spelling)
    query = relation.select(exp.alias_(exp.Count(this=exp.Star()), "n"))
    query = query.where(*_theirs(fact, relation, store.spelling, customer, window))
    return int(store.query(query).column(0)[0].as_py())


def _theirs(
    fact: Entity, relation: Relation, spelling: Spelling, customer: str, window: Window
) -> list[exp.Expression]:
    conditions: list[exp.Expression] = [_is(fact, customer)]
    if within := window.condition(relation.expression("day")):
        conditions.append(within)
    if fact in PARTS:
        whole = Relation(FEEDBACK, spelling).select(_column(FEEDBACK, FEEDBACK.key)).where(_is(FEEDBACK, customer))
        conditions.append(exp.Not(this=exp.In(this=_column(fact, FEEDBACK.key), query=whole.subquery())))
    return conditions


def _earlier(fact: Entity, before: Event, store: Store) -> exp.Expression:
    """Rows whose place (time, entity, key) comes before that of the event."""
    at, is_exact = _time_value(fact, before.at, store)
    column = _column(fact, fact.time)
    sooner = exp.LT(this=column, expression=at)
    if not is_exact or fact.name < before.entity:
        return exp.LTE(this=column, expression=at)
    if fact.name > before.entity:
        return sooner
    lower = exp.LT(this=_column(fact, fact.key), expression=exp.Literal.string(before.key))
    at_once = exp.EQ(this=column.copy(), expression=at.copy())
    return exp.Or(this=exp.paren(sooner), expression=exp.paren(exp.And(this=at_once, expression=lower)))


def _time_value(fact: Entity, at: datetime, store: Store) -> tuple[exp.Expression, bool]:
    """A moment to hold the entity's time against, and whether a row of that value happened just then."""
    if fact.column(fact.time).type is not Type.DATE:
        return store.spelling.instant(at), True
    local = at.astimezone(ZoneInfo(store.zone))
    return day_literal(local.date()), local.timetz().replace(tzinfo=None) == time()


def _is(fact: Entity, customer: str) -> exp.Expression:
    return exp.EQ(this=_column(fact, "customer"), expression=exp.Literal.string(customer))


def _column(fact: Entity, name: str) -> exp.Column:
    return exp.column(name, table=fact.name, quoted=True)
