"""ClickHouse's SQL with the meaning our trees have on every engine.

sqlglot's own dialect renders what ClickHouse accepts; where that would mean something else than on
DuckDB (dates that end in 2149, seconds without a fraction, letters of ASCII only, counts without a
sign), this one differs.
"""

from __future__ import annotations

from sqlglot import exp
from sqlglot.dialects.clickhouse import ClickHouse
from sqlglot.generators.clickhouse import ClickHouseGenerator

_INSTANT = "DateTime64(6, 'UTC')"
_CLAIMS = (exp.Predicate, exp.Connector, exp.Not)
_NEVER_NULL = (exp.Exists,)


class _Generator(ClickHouseGenerator):
    TYPE_MAPPING = {
        **ClickHouseGenerator.TYPE_MAPPING,
        exp.DType.DATE: "Date32",
        exp.DType.TIMESTAMP: _INSTANT,
        exp.DType.TIMESTAMPTZ: _INSTANT,
    }

    TRANSFORMS = {
        **ClickHouseGenerator.TRANSFORMS,
        exp.Lower: lambda self, e: self.func("lowerUTF8", e.this),
        exp.Upper: lambda self, e: self.func("upperUTF8", e.this),
        exp.Substring: lambda self, e: self.func("substringUTF8", e.this, e.args.get("start"), e.args.get("length")),
        exp.Like: lambda self, e: self._like(e, "LIKE"),
        exp.ILike: lambda self, e: self._like(e, "ILIKE"),
    }

    def count_sql(self, expression: exp.Count) -> str:
        """Counts have a sign: taken from each other, or beside a number below 0, they must meet it."""
        counted = super().function_fallback_sql(expression)
        return counted if isinstance(expression.parent, exp.Window | exp.Filter) else self.func("toInt64", counted)

    def _like(self, node: exp.Binary, word: str) -> str:
        """A backslash in a pattern is a letter like any other, as on DuckDB."""
        pattern = node.expression
        if isinstance(pattern, exp.Literal):
            pattern = exp.Literal.string(pattern.this.replace("\\", "\\\\"))
        return f"{self.sql(node, 'this')} {word} {self.sql(pattern)}"

    def select_sql(self, expression: exp.Select) -> str:
        """A comparison that is selected is true or false, not 1 or 0."""
        for projection in expression.expressions:
            claim = projection.unalias()
            if isinstance(claim, _CLAIMS) and not isinstance(claim, _NEVER_NULL):
                claim.replace(exp.cast(claim.copy(), exp.DType.BOOLEAN))
        return super().select_sql(expression)


class AuricleClickHouse(ClickHouse):
    """Registered with sqlglot under the name ``auricleclickhouse``."""

    Generator = _Generator


NAME = AuricleClickHouse.__name__.lower()
