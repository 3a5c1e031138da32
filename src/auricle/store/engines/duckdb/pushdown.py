"""Lets a query about some customers read only where their facts lie."""

from __future__ import annotations

from sqlglot import exp

from auricle.model.entities import ENTITIES

from .tables import stored_columns


def narrowed(tree: exp.Query) -> exp.Query:
    """The same query, in which tables asked for named customers give only rows of those places.

    A condition of WHERE that names customers outright (``customer = 'x'``, ``customer in ('x', 'y')``)
    drops every row of its table that has another customer, so that such rows need not be read.
    """
    if not any(_named(condition)[0] for condition in tree.find_all(exp.EQ, exp.In)):
        return tree
    tree = tree.copy()
    for select in list(tree.find_all(exp.Select)):
        where = select.args.get("where")
        for condition in where.this.flatten() if where and isinstance(where.this, exp.And) else _only(where):
            _narrow(select, condition)
    return tree


def _only(where: exp.Where | None) -> list[exp.Expr]:
    return [where.this] if where else []


def _narrow(select: exp.Select, condition: exp.Expr) -> None:
    column, customers = _named(condition.unnest())
    if column is None:
        return
    tables = [t for t in _sources(select) if isinstance(t, exp.Table)]
    if column.table:
        tables = [t for t in tables if t.alias_or_name == column.table]
    elif len(_sources(select)) > 1:
        return
    for table in filter(_has_place, tables):
        if any(isinstance(shown, exp.Star) or shown.is_star for shown in select.expressions):
            table.replace(_near(table, customers))
        else:
            select.where(_at(customers, table.alias_or_name), copy=False)
            table.replace(_whole(table.name, table.alias_or_name))


def _named(condition: exp.Expr) -> tuple[exp.Column | None, list[exp.Expr]]:
    """The customer column and the literals it is held against, when the condition is of that form."""
    values: list[exp.Expr] = []
    if isinstance(condition, exp.EQ):
        values = [condition.expression]
    elif isinstance(condition, exp.In) and not condition.args.get("query"):
        values = list(condition.expressions)
    column = condition.this if values else None
    if isinstance(column, exp.Column) and column.name == "customer" and all(_is_text(v) for v in values):
        return column, values
    return None, []


def _is_text(value: exp.Expr) -> bool:
    return isinstance(value, exp.Literal) and bool(value.is_string)


def _sources(select: exp.Select) -> list[exp.Expr]:
    first = select.args.get("from_") or select.args.get("from")
    return ([first.this] if first else []) + [j.this for j in select.args.get("joins") or []]


def _has_place(table: exp.Table) -> bool:
    return not table.db and table.name in ENTITIES and ENTITIES[table.name].has("customer")


def _near(table: exp.Table, customers: list[exp.Expr]) -> exp.Subquery:
    """The table with the columns that a star is to show."""
    columns = [exp.column(c.name, quoted=True) for c in stored_columns(ENTITIES[table.name])]
    near = exp.select(*columns, copy=False).from_(_whole(table.name, table.name), copy=False)
    near.where(_at(customers, table.name), copy=False)
    return near.subquery(exp.to_identifier(table.alias_or_name, quoted=True), copy=False)


def _whole(entity: str, alias: str) -> exp.Table:
    return exp.Table(
        this=exp.to_identifier(entity, quoted=True),
        db=exp.to_identifier("whole"),
        alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True)),
    )


def _at(customers: list[exp.Expr], alias: str) -> exp.In:
    places = [exp.Anonymous(this="hash", expressions=[c.copy()]) for c in customers]
    return exp.In(this=exp.column("place", table=exp.to_identifier(alias, quoted=True)), expressions=places)
