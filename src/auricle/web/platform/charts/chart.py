"""A picture as the page gets it: data for the drawing, and its twins in words and in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from auricle.web.platform.numbers import Estimated


class Grouped(Estimated, Protocol):
    """A row of a result: an estimate and the groups it is of."""

    @property
    def by(self) -> Mapping[str, Any]: ...


class Grouping(Protocol):
    """What of a result a picture reads."""

    @property
    def rows(self) -> Sequence[Grouped]: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that no measure gave, called as people call them."""

    rows: Sequence[Grouped]
    unit: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``title`` says the finding, ``subtitle`` names the measure, ``summary`` is for those who hear the page.

    ``data`` is what ``charts.js`` draws ``kind`` from; ``header`` and ``table`` are the same as text.
    """

    kind: str
    title: str
    subtitle: str
    summary: str
    header: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    data: Mapping[str, Any] = field(repr=False)
    name: str = "chart"

    @property
    def is_empty(self) -> bool:
        return not self.table
