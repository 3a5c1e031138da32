"""How ClickHouse spells the functions that engines spell differently."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlglot import exp

from auricle.store.spelling import NUMBER

from . import dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GRAINS = {
    "week": "toMonday",
    "month": "toStartOfMonth",
    "quarter": "toStartOfQuarter",
    "year": "toStartOfYear",
}


class ClickHouseSpelling:
    dialect = dialect.NAME

    def table(self, entity: str) -> exp.Table:
        return exp.Table(this=exp.to_identifier(entity, quoted=True))

    def grain(self, grain: str, day: exp.Expression) -> exp.Expression:
        if grain == "day":
            return day.copy()
        return _call(_GRAINS[grain], day)

    def local_day(self, instant: exp.Expression, zone: str) -> exp.Expression:
        return _call("toDate32", _call("toTimeZone", instant, exp.Literal.string(zone)))

    def instant(self, at: datetime) -> exp.Expression:
        microseconds = (at - _EPOCH) // timedelta(microseconds=1)
        return _call("fromUnixTimestamp64Micro", _integer(microseconds), exp.Literal.string("UTC"))

    def seconds_between(self, earlier: exp.Expression, later: exp.Expression) -> exp.Expression:
        ends = [_call("toUnixTimestamp64Micro", _moment(end)) for end in (later, earlier)]
        microseconds = exp.paren(exp.Sub(this=ends[0], expression=ends[1]))
        return exp.Div(this=self.number(microseconds), expression=exp.Literal.number(1_000_000))

    def next_value(
        self, value: exp.Expression, partition: list[exp.Expression], order: list[exp.Expression]
    ) -> exp.Expression:
        ordered = [o.copy() if isinstance(o, exp.Ordered) else exp.Ordered(this=o.copy()) for o in order]
        return exp.Window(
            # lead() of a column that cannot be null gives '' or 0 at the last row
            this=_call("lead", _call("toNullable", value)),
            partition_by=[p.copy() for p in partition],
            order=exp.Order(expressions=ordered),
        )

    def sequence(self, value: exp.Expression, order: list[exp.Expression]) -> exp.Expression:
        row, last = exp.to_identifier("row"), exp.Literal.number(len(order) + 1)
        rows = _call("arraySort", _call("groupArray", _call("tuple", *order, value)))
        values = exp.Lambda(this=_call("tupleElement", row, last), expressions=[row.copy()])
        known = exp.Lambda(this=_call("isNotNull", row), expressions=[row.copy()])
        return _call("arrayFilter", known, _call("arrayMap", values, rows))

    def text_number(self, text: exp.Expression) -> exp.Expression:
        return _call("reinterpretAsInt64", _call("sipHash64", text))

    def is_one_of(self, number: exp.Expression, numbers: Iterable[int]) -> exp.Expression:
        written = exp.Literal.string(f"[{', '.join(map(str, numbers))}]")
        listed = _call("CAST", written, exp.Literal.string("Array(UInt64)"))
        signed = _call("reinterpretAsInt64", _call("arrayJoin", listed))
        return exp.In(this=number.copy(), query=exp.select(signed).subquery())

    def as_it_lies(self, query: exp.Select, order: list[exp.Expression]) -> exp.Select:
        return query.order_by(*(exp.Ordered(this=tree.copy()) for tree in order))  # its parts come in any order

    def json_text(self, column: exp.Expression, path: tuple[str, ...]) -> exp.Expression:
        steps = [exp.Literal.string(step) for step in path]
        return _call("JSONExtract", column, *steps, exp.Literal.string("Nullable(String)"))

    def log_bin(self, value: exp.Expression, width: float) -> exp.Expression:
        number = self.number(value)
        cell = exp.Div(this=_call("log", number), expression=exp.Literal.number(repr(math.log1p(width))))
        positive = exp.GT(this=number.copy(), expression=exp.Literal.number(0))
        # the other branch is computed too, and floor(log(0)) fits no integer
        return exp.Case().when(positive, _call("accurateCastOrNull", _call("floor", cell), exp.Literal.string("Int64")))

    def distinct(self, column: exp.Expression) -> exp.Expression:
        return _call("uniqExact", column)

    def number(self, value: exp.Expression) -> exp.Expression:
        return _call("toFloat64", value)

    def number_in(self, text: exp.Expression) -> exp.Expression:
        read = _call("toFloat64OrNull", text)
        written = _call("match", text, exp.Literal.string(NUMBER))
        return exp.Case().when(exp.and_(written, _call("isFinite", read)), read)


def _call(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=[a.copy() for a in arguments])


def _moment(value: exp.Expression) -> exp.Expression:
    return exp.cast(value.copy(), exp.DType.TIMESTAMPTZ)


def _integer(number: int) -> exp.Expression:
    return _call("toInt64", exp.Literal.string(str(number)))
