"""ClickHouse's SQL with the meaning our trees have on every engine.

sqlglot's own dialect renders what ClickHouse accepts; where that would mean something else than on
DuckDB (dates that end in 2149, seconds without a fraction, letters of ASCII only, counts without a
sign), this one differs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlglot import TokenType, exp
from sqlglot.dialects.clickhouse import ClickHouse
from sqlglot.generators.clickhouse import ClickHouseGenerator
from sqlglot.parser import Parser
from sqlglot.parsers.clickhouse import ClickHouseParser

_INSTANT = "DateTime64(6, 'UTC')"
_CLAIMS = (exp.Predicate, exp.Connector, exp.Not)
_NEVER_NULL = (exp.Exists,)


LikeNode = TypeVar("LikeNode", bound=exp.Like | exp.ILike)


def _with_pattern(node: LikeNode, change: Callable[[str], str]) -> LikeNode:
    """The same comparison with another pattern; ClickHouse gives a backslash in one a meaning, we do not."""
    changed, pattern = node.copy(), node.expression
    if isinstance(pattern, exp.Literal):
        changed.set("expression", exp.Literal.string(change(pattern.this)))
    return changed  # type: ignore[return-value]  # copy() gives the kind it was asked of


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
    }

    def count_sql(self, expression: exp.Count) -> str:
        """Counts have a sign: taken from each other, or beside a number below 0, they must meet it."""
        counted = super().function_fallback_sql(expression)
        return counted if isinstance(expression.parent, exp.Window | exp.Filter) else self.func("toInt64", counted)

    def like_sql(self, expression: exp.Like) -> str:
        return super().like_sql(_with_pattern(expression, lambda p: p.replace("\\", "\\\\")))

    def ilike_sql(self, expression: exp.ILike) -> str:
        return super().ilike_sql(_with_pattern(expression, lambda p: p.replace("\\", "\\\\")))

    def select_sql(self, expression: exp.Select) -> str:
        """A comparison that is selected is true or false, not 1 or 0."""
        for projection in expression.expressions:
            claim = projection.unalias()
            if isinstance(claim, _CLAIMS) and not isinstance(claim, _NEVER_NULL):
                claim.replace(exp.cast(claim.copy(), exp.DType.BOOLEAN))
        return super().select_sql(expression)


def _reading_pattern(parse: Callable[[Parser, exp.Expr | None], exp.Expr | None]) -> Callable[..., exp.Expr | None]:
    def read(self: Parser, this: exp.Expr | None) -> exp.Expr | None:
        found = parse(self, this)
        if isinstance(found, exp.Like | exp.ILike):
            return _with_pattern(found, lambda p: p.replace("\\\\", "\\"))
        return found

    return read


class _Parser(ClickHouseParser):
    """Reads back what the generator wrote, for trees that travel as text."""

    RANGE_PARSERS = {
        **ClickHouseParser.RANGE_PARSERS,
        TokenType.LIKE: _reading_pattern(ClickHouseParser.RANGE_PARSERS[TokenType.LIKE]),
        TokenType.ILIKE: _reading_pattern(ClickHouseParser.RANGE_PARSERS[TokenType.ILIKE]),
    }


class AuricleClickHouse(ClickHouse):
    """Registered with sqlglot under the name ``auricleclickhouse``."""

    Parser = _Parser
    Generator = _Generator


NAME = AuricleClickHouse.__name__.lower()
