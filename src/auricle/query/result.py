"""What a measure gives back: numbers that know where they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .question import Question
from .window import Window

if TYPE_CHECKING:
    import pyarrow as pa

    from ..model.measure import Measure
    from .comparison import Comparison
    from .explanation import Explanation


@dataclass(frozen=True, slots=True)
class Row:
    """One group. ``value``, ``low``, ``high`` and ``standard_error`` are in the result's unit, None where
    nobody can tell. A suppressed row carries no number at all, not even ``n``."""

    by: Mapping[str, Any]
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    standard_error: float | None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Behind:
    """What a result can look up when asked: each is a query of its own."""

    query: Callable[[], str]
    total: Callable[[], Row]
    coverage: Callable[[], float | None]
    excluded: Callable[[], Mapping[str, int]]


@dataclass(frozen=True)
class Result:
    """Rows of a measure in the order of their labels, with all that explains them.

    ``from_cube`` says whether a cube answered; ``version`` is that of the facts; ``currency`` is
    the one currency of the amounts, empty when the measure is no amount or the rows differ in it.
    """

    question: Question
    rows: tuple[Row, ...]
    from_cube: bool
    version: int
    currency: str
    behind: Behind = field(repr=False, compare=False)

    @property
    def definition(self) -> Measure:
        return self.question.measure

    @property
    def measure(self) -> str:
        return self.question.measure.name

    @property
    def unit(self) -> str:
        return self.question.measure.unit

    @property
    def by(self) -> tuple[str, ...]:
        return self.question.by

    @property
    def window(self) -> Window:
        return self.question.window

    @property
    def where(self) -> str:
        return self.question.where

    @property
    def weighted(self) -> bool:
        return self.question.weighted

    @cached_property
    def query(self) -> str:
        """The SQL that made it, in the engine's dialect."""
        return self.behind.query()

    @cached_property
    def total(self) -> Row:
        """The row over all groups; no ``value`` where groups of different scale or currency cannot be pooled."""
        return self.behind.total()

    @cached_property
    def coverage(self) -> float | None:
        """Share of the customers known by the window's end who said something in it; None without customers."""
        return self.behind.coverage()

    @cached_property
    def excluded(self) -> Mapping[str, int]:
        """Rows that match the filter and yet are not counted, by reason."""
        return self.behind.excluded()

    def explain(self) -> Explanation:
        from .explanation import explanation

        return explanation(self)

    def compare(self, other: Result) -> Comparison:
        """Change from ``other`` to this result, row by row where the groups match, else of the totals."""
        from .comparison import compare

        return compare(other, self)

    def to_arrow(self) -> pa.Table:
        from .interchange import to_arrow

        return to_arrow(self)

    def to_polars(self) -> Any:
        from .interchange import to_polars

        return to_polars(self)

    def to_pandas(self) -> Any:
        from .interchange import to_pandas

        return to_pandas(self)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        from .text import table

        return table(self)

    def _repr_html_(self) -> str:
        from .page import page

        return page(self)
