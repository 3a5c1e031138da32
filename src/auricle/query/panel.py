"""Customers a filter fits, and what happened to customers, a batch at a time: the rows that programmes are run on."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
from sqlglot import exp

from ..model.dimension import Dimension
from ..model.entities import CUSTOMERS, entity
from ..store.relation import Relation
from ..store.store import Store
from .window import Window


def panel(store: Store, where: str, own: Iterable[Dimension] = ()) -> pa.RecordBatchReader:
    """The customers that a filter of customers fits, in one column ``customer``, in no order.

    Raises
        FilterError, UnknownDimension: the filter names what is not there.
    """
    relation = Relation(CUSTOMERS, store.spelling, own)
    query = relation.select(_named(relation, "customer"))
    return store.stream(_where(query, relation, where) if where.strip() else query)


def happened(
    store: Store, name: str, where: str, window: Window, own: Iterable[Dimension] = ()
) -> pa.RecordBatchReader:
    """When something happened to whom: ``customer`` and ``at`` of the rows of an entity that a filter fits.

    Rows of nobody known are left out. Raises as ``panel``.
    """
    fact = entity(name)
    relation = Relation(fact, store.spelling, own)
    tree = relation.parse(where) if where.strip() else None
    days = window.condition(relation.expression("day"))
    known = exp.Not(this=exp.Is(this=relation.expression("customer"), expression=exp.Null()))
    at = exp.alias_(relation.expression(fact.time), "at", quoted=True)
    query = relation.select(_named(relation, "customer"), at)
    return store.stream(query.where(*filter(None, [tree, days, known])))


def _named(relation: Relation, name: str) -> exp.Expr:
    return exp.alias_(relation.expression(name), name, quoted=True)


def _where(query: exp.Select, relation: Relation, where: str) -> exp.Select:
    return query.where(relation.parse(where))
