"""How DuckDB spells the functions that engines spell differently."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlglot import exp

from auricle.store.spelling import NUMBER


class DuckDBSpelling:
    dialect = "duckdb"

    def table(self, entity: str) -> exp.Table:
        return exp.Table(this=exp.to_identifier(entity, quoted=True))

    def grain(self, grain: str, day: exp.Expression) -> exp.Expression:
        if grain == "day":
            return day.copy()
        return exp.cast(_call("date_trunc", exp.Literal.string(grain), day), "DATE")

    def local_day(self, instant: exp.Expression, zone: str) -> exp.Expression:
        local = exp.AtTimeZone(this=_wrapped(instant), zone=exp.Literal.string(zone))
        return exp.cast(local, "DATE")

    def instant(self, at: datetime) -> exp.Expression:
        return exp.cast(exp.Literal.string(at.astimezone(UTC).isoformat(" ", "microseconds")), "TIMESTAMPTZ")

    def seconds_between(self, earlier: exp.Expression, later: exp.Expression) -> exp.Expression:
        microseconds = exp.Sub(this=_call("epoch_us", later), expression=_call("epoch_us", earlier))
        return exp.Div(this=self.number(exp.paren(microseconds)), expression=self.number(exp.Literal.number(1_000_000)))

    def next_value(
        self, value: exp.Expression, partition: list[exp.Expression], order: list[exp.Expression]
    ) -> exp.Expression:
        ordered = [o.copy() if isinstance(o, exp.Ordered) else exp.Ordered(this=o.copy()) for o in order]
        return exp.Window(
            this=_call("lead", value),
            partition_by=[p.copy() for p in partition],
            order=exp.Order(expressions=ordered),
        )

    def sequence(self, value: exp.Expression, order: list[exp.Expression]) -> exp.Expression:
        ordered = exp.Order(this=value.copy(), expressions=[exp.Ordered(this=o.copy()) for o in order])
        present = exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
        values = exp.Filter(this=_call("list", ordered), expression=exp.Where(this=present))
        return exp.Coalesce(this=values, expressions=[exp.Array(expressions=[])])  # list() of nothing is null

    def text_number(self, text: exp.Expression) -> exp.Expression:
        backwards = _call("hash", _call("hash", _call("reverse", text)))  # one hash gives like texts like numbers
        return _call("xor", _call("hash", text), backwards)

    def is_one_of(self, number: exp.Expression, numbers: Iterable[int]) -> exp.Expression:
        listed = exp.cast(exp.Literal.string(f"[{', '.join(map(str, numbers))}]"), "UBIGINT[]", dialect="duckdb")
        return exp.In(this=number.copy(), query=exp.select(_call("unnest", listed)).subquery())

    def as_it_lies(self, query: exp.Select, order: list[exp.Expression]) -> exp.Select:
        if query.find(exp.Join):  # which gives rows in any order
            return query.order_by(*(exp.Ordered(this=tree.copy()) for tree in order))
        return query

    def json_text(self, column: exp.Expression, path: tuple[str, ...]) -> exp.Expression:
        pointer = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)
        return _call("json_extract_string", column, exp.Literal.string(pointer))

    def log_bin(self, value: exp.Expression, width: float) -> exp.Expression:
        cell = exp.Div(this=_call("ln", self.number(value)), expression=exp.Literal.number(repr(math.log1p(width))))
        positive = exp.GT(this=_wrapped(value), expression=exp.Literal.number(0))
        return exp.Case().when(positive, exp.cast(_call("floor", cell), "BIGINT"))

    def distinct(self, column: exp.Expression) -> exp.Expression:
        return exp.Count(this=exp.Distinct(expressions=[column.copy()]))

    def number(self, value: exp.Expression) -> exp.Expression:
        return exp.cast(value.copy(), "DOUBLE")

    def number_in(self, text: exp.Expression) -> exp.Expression:
        read = exp.TryCast(this=text.copy(), to=exp.DataType.build("DOUBLE"))
        written = _call("regexp_matches", text, exp.Literal.string(NUMBER))
        return exp.Case().when(exp.and_(written, _call("isfinite", read)), read)


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=[a.copy() for a in arguments])


def _wrapped(value: exp.Expression) -> exp.Expression:
    return value.copy() if isinstance(value, exp.Column | exp.Literal) else exp.paren(value.copy())
