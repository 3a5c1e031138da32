"""The rows a measure looks at, when they are not simply those of an entity.

A repeat looks from each interaction to the same customer's next; a stock looks at what was held
at the start and at the end of each period. Both are subqueries with a few columns more than their
entity has, and everything after them is as for any fact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlglot import exp

from ..model.dimension import Dimension
from ..model.entities import entity
from ..model.entity import Column, Entity, Type
from ..model.measure import Measure
from ..store.filter import parsed
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.typed import day_literal

REPEAT = (
    Column("seconds_to_next", Type.NUMBER, "To the same customer's next among those the measure counts.", unit="s"),
    Column("seconds_to_end", Type.NUMBER, "To the last one of all: how long we have watched.", unit="s"),
)
STOCK = (
    Column("held_at_start", Type.BOOLEAN, "Whether it held on the day before the period."),
    Column("held_at_end", Type.BOOLEAN, "Whether it holds on the last day of the period."),
    Column("ended", Type.BOOLEAN, "Whether its last day lies in the period."),
)
HEARD = Column("heard", Type.BOOLEAN, "Whether the customer said something in the period.")
HOLDING = {"contracts": ("start_on", "end_on"), "customers": ("day", "")}


@dataclass(frozen=True, slots=True)
class Period:
    start: date
    end: date

    @property
    def eve(self) -> date:
        return self.start - timedelta(days=1)


def mentioned(*texts: str) -> set[str]:
    """The names that expressions speak of, as written."""
    found: set[str] = set()
    for text in filter(None, texts):
        for column in parsed(text).find_all(exp.Column):
            found.add(".".join(part.name for part in column.parts))
    return found


def is_repeat(measure: Measure) -> bool:
    return bool(mentioned(*measure.inputs.values(), measure.where) & {column.name for column in REPEAT})


def repeat_rows(measure: Measure, spelling: Spelling, own: tuple[Dimension, ...]) -> tuple[Entity, exp.Subquery]:
    """Interactions the measure counts, with the time to the next of each customer; others cannot be followed."""
    fact = entity(measure.entity)
    relation = Relation(fact, spelling, own)
    at, customer, key = (relation.expression(name) for name in ("at", "customer", fact.key))
    later = spelling.next_value(at, [customer], [at, key])
    last = exp.Window(this=exp.Max(this=at.copy()))
    derived = [spelling.seconds_between(at, later), spelling.seconds_between(at, last)]
    known = exp.Not(this=exp.Is(this=customer.copy(), expression=exp.Null()))
    query = relation.select(*_columns(relation), *_named(derived, REPEAT)).where(known, copy=False)
    if measure.where:
        query.where(relation.parse(measure.where), copy=False)
    return replace(fact, columns=(*fact.columns, *REPEAT)), query.subquery(copy=False)


def stock_rows(
    name: str, periods: list[Period], spelling: Spelling, own: tuple[Dimension, ...]
) -> tuple[Entity, exp.Subquery]:
    """Each thing held, once for each period it may matter to; ``day`` is the period's first."""
    fact = entity(name)
    relation = Relation(fact, spelling, own)
    begins, ends = HOLDING[name]
    first = relation.expression(begins)
    last = relation.expression(ends) if ends else None
    held = [
        _holds(first, last, _edge("eve")),
        _holds(first, last, _edge("last")),
        _within(last) if last else exp.Boolean(this=False),
    ]
    columns = [c for c in _columns(relation) if c.output_name != "day"]
    day = exp.alias_(_edge("first"), "day", quoted=True)
    query = relation.select(*columns, day, *_named(held, STOCK)).join(_table(periods), join_type="cross", copy=False)
    more: tuple[Column, ...] = STOCK
    if name == "customers":
        query, more = _with_heard(query, periods, relation, spelling), (*STOCK, HEARD)
    return replace(fact, columns=(*fact.columns, *more)), query.subquery(copy=False)


def _with_heard(query: exp.Select, periods: list[Period], relation: Relation, spelling: Spelling) -> exp.Select:
    feedback = Relation(entity("feedback"), spelling)
    customer, day = feedback.expression("customer"), feedback.expression("day")
    said = exp.Between(this=day, low=_edge("first"), high=_edge("last"))
    spoke = (
        feedback.select(exp.alias_(_edge("first"), "first", quoted=True), exp.alias_(customer, "customer", quoted=True))
        .distinct(copy=False)
        .join(_table(periods), join_type="cross", copy=False)
        .where(said, copy=False)
    )
    same = exp.and_(
        exp.EQ(this=relation.expression("customer"), expression=exp.column("customer", table="spoke", quoted=True)),
        exp.EQ(this=_edge("first"), expression=exp.column("first", table="spoke", quoted=True)),
    )
    found = exp.Not(this=exp.Is(this=exp.column("customer", table="spoke", quoted=True), expression=exp.Null()))
    heard = spoke.subquery("spoke", copy=False)
    return query.join(heard, on=same, join_type="left", copy=False).select(*_named([found], (HEARD,)), copy=False)


def _holds(first: exp.Expression, last: exp.Expression | None, on: exp.Expression) -> exp.Expression:
    begun = exp.LTE(this=exp.Coalesce(this=first.copy(), expressions=[on.copy()]), expression=on.copy())
    if last is None:
        return begun
    open_end = exp.Is(this=last.copy(), expression=exp.Null())
    lasts = exp.GTE(this=last.copy(), expression=on.copy())
    return exp.And(this=begun, expression=exp.paren(exp.Or(this=open_end, expression=lasts)))


def _within(last: exp.Expression) -> exp.Expression:
    inside = exp.Between(this=last.copy(), low=_edge("first"), high=_edge("last"))
    return exp.Coalesce(this=inside, expressions=[exp.Boolean(this=False)])


def _table(periods: list[Period]) -> exp.Subquery:
    """The periods as a small table; a union of constants is spelled alike everywhere."""
    first, *rest = [
        exp.select(*(exp.alias_(day_literal(day), name, quoted=True) for name, day in _edges(period)))
        for period in periods
    ]
    table: exp.Query = first
    for select in rest:
        table = exp.union(table, select, distinct=False, copy=False)
    return table.subquery("period", copy=False)


def _edges(period: Period) -> tuple[tuple[str, date], ...]:
    return ("first", period.start), ("last", period.end), ("eve", period.eve)


def _edge(name: str) -> exp.Column:
    return exp.column(name, table="period", quoted=True)


def _columns(relation: Relation) -> list[exp.Expr]:
    names = [column.name for column in relation.fact.columns] + (["day"] if relation.fact.time else [])
    return [exp.alias_(exp.column(n, table=relation.fact.name, quoted=True), n, quoted=True) for n in names]


def _named(trees: list[exp.Expression], columns: tuple[Column, ...]) -> list[exp.Expr]:
    return [exp.alias_(tree, column.name, quoted=True) for tree, column in zip(trees, columns, strict=True)]
