"""The rows behind the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlglot import exp

from ..model.dimension import Dimension
from ..model.entities import ENTITIES, IDENTITIES, entity
from ..model.session import USUAL, Sessions
from ..sentence import sentence
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from ..store.typed import FilterError
from .sessions import relation
from .window import EVER, Window


class NoWindow(ValueError):
    def __init__(self, name: str):
        super().__init__(sentence("{name} has no time; leave from and to out", name=name))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows of an entity: which, how many, in what order (``at desc, score``)."""

    name: str
    where: str = ""
    window: Window = EVER
    limit: int | None = None
    offset: int = 0
    order: str = ""
    sessions: Sessions = USUAL


def select(wanted: Wanted, spelling: Spelling, own: Iterable[Dimension] = ()) -> exp.Select:
    """All columns of the rows wanted. Ties are broken by the key, so that pages do not overlap."""
    fact = entity(wanted.name)
    facts = relation(wanted.name, spelling, own, wanted.sessions, wanted.window)
    conditions = _conditions(wanted, facts)
    query = facts.select(*(_bare(fact.name, column.name, alias=True) for column in fact.columns))
    query = query.where(*conditions, copy=False) if conditions else query
    query = query.order_by(*_order(wanted, facts), copy=False)
    query = query.limit(wanted.limit, copy=False) if wanted.limit is not None else query
    return query.offset(wanted.offset, copy=False) if wanted.offset else query


def count(store: Store, wanted: Wanted, own: Iterable[Dimension] = ()) -> int:
    facts = relation(wanted.name, store.spelling, own, wanted.sessions, wanted.window)
    conditions = _conditions(wanted, facts)
    query = facts.select(exp.alias_(exp.Count(this=exp.Star()), "n"))
    return int(store.query(query.where(*conditions) if conditions else query).column(0)[0].as_py())


def values(store: Store, own: Iterable[Dimension], wanted: Wanted, dimension: str) -> tuple[object, ...]:
    """The values that a dimension of the entity has, in order, up to the limit."""
    facts = relation(wanted.name, store.spelling, own, wanted.sessions, wanted.window)
    value = facts.expression(dimension)
    present = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
    query = facts.select(exp.alias_(value, "value")).distinct().where(present).order_by(exp.Literal.number(1))
    query = query if wanted.limit is None else query.limit(wanted.limit)
    return tuple(store.query(query).column(0).to_pylist())


def one_customer(store: Store, name: str, customer: str) -> list[dict[str, Any]]:
    """Every row of an entity that is this customer's."""
    fact = entity(name)
    relation = Relation(fact, store.spelling)
    theirs = exp.EQ(this=_bare(name, "customer"), expression=exp.Literal.string(customer))
    query = relation.select(*(_bare(name, column.name, alias=True) for column in fact.columns)).where(theirs)
    found: list[dict[str, Any]] = store.query(query).to_pylist()
    return found


def about_customers() -> Iterator[str]:
    """Names of the entities whose rows are about a customer, customers and identities first."""
    return (name for name, fact in ENTITIES.items() if fact.has("customer"))


def erase(store: Store, customer: str) -> Mapping[str, int]:
    """Rows removed per entity, of the customer and of all who were merged into them."""
    originals = {str(row["original"]) for row in one_customer(store, IDENTITIES.name, customer)} - {customer}
    removed = dict(store.erase(customer))
    for gone in sorted(_with_rows(store, originals)):
        for name, rows in store.erase(gone).items():
            removed[name] = removed.get(name, 0) + rows
    return removed


def _with_rows(store: Store, customers: set[str]) -> set[str]:
    wanted = pa.array(sorted(customers), pa.string())
    tables = (store.find(name, wanted, "customer", ["customer"]) for name in about_customers())
    return {customer for table in tables for customer in table.column(0).to_pylist()}


def _conditions(wanted: Wanted, relation: Relation) -> list[exp.Expression]:
    found = [relation.parse(wanted.where)] if wanted.where.strip() else []
    if wanted.window != EVER:
        if not relation.fact.time:
            raise NoWindow(wanted.name)
        found += filter(None, [wanted.window.condition(relation.expression("day"))])
    return found


def _order(wanted: Wanted, relation: Relation) -> list[exp.Expr]:
    fact = relation.fact
    terms = [term.strip() for term in wanted.order.split(",") if term.strip()] or [t for t in (fact.time,) if t]
    ordered: list[exp.Expr] = []
    for term in terms:
        name, _, direction = term.partition(" ")
        if direction.strip().lower() not in ("", "asc", "desc") or not fact.has(name):
            raise FilterError(
                sentence(
                    "cannot order {entity} by {term!r}; name a column, and desc for the largest first",
                    entity=fact.name,
                    term=term,
                )
            )
        ordered.append(_ordered(_bare(fact.name, name), direction.strip().lower() == "desc"))
    return [*ordered, _ordered(_bare(fact.name, fact.key), False)]


def _ordered(column: exp.Expr, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=column, desc=descending, nulls_first=False)


def _bare(name: str, column: str, alias: bool = False) -> exp.Expr:
    found = exp.column(column, table=name, quoted=True)
    return exp.alias_(found, column, quoted=True, copy=False) if alias else found
