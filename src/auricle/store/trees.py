"""The pieces that every query is made of: a column of a table, columns under their names, a later day."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp


def column_of(table: str, name: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def days_later(day: exp.Expression, days: int) -> exp.Expression:
    return exp.DateAdd(this=day.copy(), expression=exp.Literal.number(days), unit=exp.var("DAY"))


def aliased(columns: Mapping[str, exp.Expression]) -> list[exp.Expr]:
    return [exp.alias_(tree, name, quoted=True) for name, tree in columns.items()]
