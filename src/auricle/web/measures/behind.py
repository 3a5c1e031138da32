"""The rows behind a number: which they are, who may see them and which of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, overload

import pyarrow as pa

from auricle.model.entities import entity
from auricle.model.entity import Column, Entity, Type
from auricle.model.measure import Measure
from auricle.query.shape import is_repeat, mentioned
from auricle.web.platform.public import Span
from auricle.workspace import Workspace

from .filters import both

COUNTED, AMONG = "counted", "among"


@dataclass(frozen=True)
class Behind:
    """The rows of one entity behind a measure, under a filter, in the days of a page.

    ``sees_persons`` says whether personal columns and ids are shown; without it nobody reaches the
    rows of an opinion at all, because each of them is what one person said.
    """

    workspace: Workspace
    measure: Measure
    span: Span
    where: str
    side: str = COUNTED
    sees_persons: bool = False

    @property
    def entity(self) -> Entity:
        return entity(self.measure.entities[1 if self.side == AMONG and self.measure.sides else 0])

    @property
    def is_closed(self) -> bool:
        """Whether these rows are opinions and the reader may not see what single persons said."""
        return self.entity.opinion and not self.sees_persons

    @property
    def is_protected(self) -> bool:
        """Whether these rows are too few to show, or would give a small group away by subtraction."""
        return self.entity.opinion and (self._counted.suppressed or not self._is_enough)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that may be seen: when, who, what the measure counts, then the others, the key last."""
        first = [self.entity.time, "customer", *sorted(mentioned(*self.measure.inputs.values()))]
        open_ones = [c for c in self.entity.columns if self.sees_persons or _is_open(c)]
        return tuple(
            sorted(
                open_ones,
                key=lambda c: (c.name == self.entity.key, first.index(c.name) if c.name in first else len(first)),
            )
        )

    @cached_property
    def filter(self) -> str:
        return both(*self._own_filters, self.where)

    @cached_property
    def total(self) -> int:
        return self._counted.n or 0

    def page(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Rows, the newest first."""
        found = self.workspace.facts(
            self.entity.name, self.filter, *self._window, limit, offset, f"{self.entity.time} desc"
        )
        return found.select([column.name for column in self.columns]).to_pylist()

    def stream(self) -> pa.RecordBatchReader:
        """All rows, the newest first, a batch at a time."""
        names = [column.name for column in self.columns]
        found = self.workspace.stream(self.entity.name, self.filter, *self._window, f"{self.entity.time} desc")
        schema = pa.schema([found.schema.field(name) for name in names])
        return pa.RecordBatchReader.from_batches(schema, (batch.select(names) for batch in found))

    @property
    def _own_filters(self) -> tuple[str, ...]:
        measure = self.measure
        if measure.sides:
            return (measure.sides[1 if self.side == AMONG else 0].where,)
        if measure.over:
            return (_held(measure.entity, self.span),)
        if measure.per or is_repeat(measure):
            return (measure.where,)
        return (measure.where, *(f"({text}) is not null" for text in measure.inputs.values()))

    @property
    def _window(self) -> tuple[Any, Any]:
        return (None, None) if self.measure.over else (self.span.start, self.span.end)

    @cached_property
    def _counted(self) -> Any:
        """How many rows there are, asked as a measure so that the privacy floor judges it as it does any number."""
        count = Measure(
            name="rows", title={"en": "Rows"}, summary={"en": "Rows behind a number."}, estimator="count",
            unit="count", better="neither", entity=self.entity.name, where=both(*self._own_filters),
        )  # fmt: skip
        return self.workspace.measure(count, (), self.where, *self._window).total

    @property
    def _is_enough(self) -> bool:
        return (self._counted.n or 0) >= self.workspace.settings.floor


class Pages:
    """Rows behind a number as a paginator takes them."""

    def __init__(self, behind: Behind):
        self.behind = behind

    def __len__(self) -> int:
        return self.behind.total

    @overload
    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]: ...
    @overload
    def __getitem__(self, wanted: int) -> dict[str, Any]: ...
    def __getitem__(self, wanted: slice | int) -> list[dict[str, Any]] | dict[str, Any]:
        if isinstance(wanted, int):
            return self.behind.page(wanted, 1)[0]
        start, stop, _ = wanted.indices(len(self))
        return self.behind.page(start, stop - start)


def filled(columns: tuple[Column, ...], rows: list[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns in which at least one of the rows says something."""
    return tuple(column for column in columns if any(row[column.name] not in (None, "") for row in rows))


def _is_open(column: Column) -> bool:
    return not column.personal and column.type not in (Type.ID, Type.TEXT, Type.JSON)


def _held(name: str, span: Span) -> str:
    """What was held at some time of the days."""
    if name == "contracts":
        return f"start_on <= '{span.end}' and (end_on is null or end_on >= '{span.start}')"
    return f"day <= '{span.end}'"
