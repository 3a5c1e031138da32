"""The table of a measure's page: a line per group and one for all, each opening to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auricle.query.comparison import Change
from auricle.query.result import Row

from .answers import Answer
from .filters import both, only
from .naming import value_title
from .opening import Opened
from .wording import movement, tone


@dataclass(frozen=True, slots=True)
class Line:
    """``rows_address`` opens the rows behind; empty for a group too small to show and for a part of a whole."""

    titles: tuple[str, ...]
    row: Row
    before: Row | None
    change: str
    tone: str
    rows_address: str


def lines(page: Opened, found: Answer) -> tuple[Line, ...]:
    """One line per group, in the order of the groups' labels."""
    if found.groups is None:
        return ()
    return tuple(_line(page, found, row) for row in found.groups.rows)


def total(page: Opened, found: Answer) -> Line:
    return _made(page, found, found.now, (), found.change, rows_address(page, {}))


def rows_address(page: Opened, by: Mapping[str, Any]) -> str:
    """The address of the rows of a group, under the page's own filter."""
    where = both(page.asked.where, only(by))
    return page.state.url("measures:rows", {"where": where} if where else {}, name=page.measure.name)


def _line(page: Opened, found: Answer, row: Row) -> Line:
    state = page.state
    titles = tuple(value_title(state.workspace, name, value, state.language) for name, value in row.by.items())
    address = "" if row.suppressed or not row.n else rows_address(page, row.by)
    return _made(page, found, row, titles, found.changes.get(tuple(row.by.values())), address)


def _made(page: Opened, found: Answer, row: Row, titles: tuple[str, ...], change: Change | None, address: str) -> Line:
    before = change.before if change else None
    return Line(titles, row, before, movement(change, found.measure.unit, found.currency), tone(change), address)
