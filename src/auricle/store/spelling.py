"""The few functions that engines spell differently, in one table per engine.

Queries are sqlglot trees. A tree is built from plain nodes (select, joins, filters, sum, count,
case) that every dialect spells alike, and from the functions below, which each engine overrides
where its meaning would otherwise differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sqlglot import exp

NUMBER = r"^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$"
"""How a number is written in JSON; engines would read different other things as numbers."""


class Spelling(Protocol):
    dialect: str  # the sqlglot dialect the tree is rendered in

    def table(self, entity: str) -> exp.Table:
        """The table (or view) of an entity or cube."""
        ...

    def grain(self, grain: str, day: exp.Expression) -> exp.Expression:
        """First day of the day's week (Monday), month, quarter or year, as a date."""
        ...

    def local_day(self, instant: exp.Expression, zone: str) -> exp.Expression:
        """The calendar day of an instant in a zone."""
        ...

    def instant(self, at: datetime) -> exp.Expression:
        """An aware moment as a value to compare a column of instants with, to the microsecond."""
        ...

    def seconds_between(self, earlier: exp.Expression, later: exp.Expression) -> exp.Expression:
        """Seconds with their fraction, as a double; null when either is."""
        ...

    def next_value(
        self, value: exp.Expression, partition: list[exp.Expression], order: list[exp.Expression]
    ) -> exp.Expression:
        """The value in the next row of the partition; null at the last one, on every engine."""
        ...

    def sequence(self, value: exp.Expression, order: list[exp.Expression]) -> exp.Expression:
        """The values of a group in an order, as a list; an aggregate. Missing ones are left out."""
        ...

    def text_number(self, text: exp.Expression) -> exp.Expression:
        """A number of 64 bits (with a sign or without) for a text, the same wherever it is; hardly ever another's."""
        ...

    def is_one_of(self, number: exp.Expression, numbers: Iterable[int]) -> exp.Expression:
        """Whether a number that ``text_number`` gave is one of many given, of 0 to 2⁶⁴ - 1."""
        ...

    def as_it_lies(self, query: exp.Select, order: list[exp.Expression]) -> exp.Select:
        """The query's rows nearly in an order, the same at each asking: as facts lie, or put in order."""
        ...

    def json_text(self, column: exp.Expression, path: tuple[str, ...]) -> exp.Expression:
        """The text at a path of a JSON column; null when absent."""
        ...

    def log_bin(self, value: exp.Expression, width: float) -> exp.Expression:
        """floor(ln(value) / ln(1 + width)) as an integer; null for values that are not positive."""
        ...

    def distinct(self, column: exp.Expression) -> exp.Expression:
        """Exact count of distinct values, missing ones left out."""
        ...

    def number(self, value: exp.Expression) -> exp.Expression:
        """Cast to double precision."""
        ...

    def number_in(self, text: exp.Expression) -> exp.Expression:
        """The finite number that a text writes as JSON does, as a double; null when it writes none."""
        ...
