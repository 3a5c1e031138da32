"""Queries of the suite, built as trees the way the planner builds them."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from auricle.store.store import Store


def column(name: str, table: str = "") -> exp.Column:
    return exp.column(name, table=table or None, quoted=True)


def select(store: Store, entity: str, *what: str | exp.Expr, order: str = "") -> exp.Select:
    """``what`` (column names or trees) of an entity, in the order of a column, missing ones last."""
    chosen = [column(w) if isinstance(w, str) else w for w in what]
    tree = exp.select(*chosen).from_(store.spelling.table(entity))
    return tree.order_by(exp.Ordered(this=column(order), desc=False, nulls_first=False)) if order else tree


def ask(store: Store, entity: str, *what: str | exp.Expr, order: str = "") -> list[tuple[Any, ...]]:
    """The rows of ``select``, as tuples."""
    table = store.query(select(store, entity, *what, order=order))
    return list(zip(*(c.to_pylist() for c in table.columns), strict=True))


def value(store: Store, entity: str, what: exp.Expr) -> Any:
    """One aggregate over a whole entity."""
    return ask(store, entity, exp.alias_(what, "answer"))[0][0]


def count(store: Store, entity: str) -> int:
    return int(value(store, entity, exp.Count(this=exp.Star())))
