"""The two pieces of a query that every one of them is made of: a column of a table, and columns under their names."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp


def column_of(table: str, name: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def aliased(columns: Mapping[str, exp.Expression]) -> list[exp.Expr]:
    return [exp.alias_(tree, name, quoted=True) for name, tree in columns.items()]
