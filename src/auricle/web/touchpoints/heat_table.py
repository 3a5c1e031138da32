"""The heat table: a line per touchpoint under its stage, a cell per measure, coloured from worst to best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.query.comparison import Change
from auricle.query.result import Row
from auricle.web.measures.public import tone, value_title
from auricle.web.platform.public import ScreenState, amount, changed, estimate, grouped, heat_tone, memory_of, too_few

from .columns import SPENT, Board, Column

MARKS = {1: "▲", 0: "", -1: "▼"}
STANDINGS = {1: gettext_lazy("better than average"), 0: "", -1: gettext_lazy("worse than average")}


@dataclass(frozen=True, slots=True)
class Cell:
    """``standing`` says in words what colour and ``mark`` say; only where the intervals say so too."""

    text: str
    detail: str = ""
    standing: str = ""
    mark: str = ""
    change: str = ""
    change_tone: str = ""
    heat: str = "heat-0"
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    touchpoint: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A heading with its lines; without a title when the table is sorted by a column."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's title; ``sort`` is what sorts by it, ``sorted`` as aria has it."""

    title: str
    sort: str
    sorted: str = "none"


def heads(found: Board, sort: str, language: str) -> tuple[Head, ...]:
    """The columns; a second click turns the order round, a third goes back to the stages."""
    return tuple(_head(column, sort, language) for column in found.columns)


def stages(found: Board, sort: str, state: ScreenState) -> tuple[Stage, ...]:
    """All lines under their stages in the order of the journey, or sorted by a column."""
    lines = {name: _line(found, name, state) for name in found.touchpoints}
    column = next((c for c in found.columns if c.name == sort.removeprefix("-")), None)
    if column:
        return (Stage("", tuple(lines[name] for name in _sorted(found, column, sort))),)
    return tuple(_grouped(found, lines, state))


def _head(column: Column, sort: str, language: str) -> Head:
    name = column.name
    title = _("Spent by each customer who was there") if name == SPENT else column.measure.called(language)
    following = {name: f"-{name}", f"-{name}": ""}.get(sort, name)
    return Head(title, following, {name: "ascending", f"-{name}": "descending"}.get(sort, "none"))


def _sorted(found: Board, column: Column, sort: str) -> list[str]:
    """Touchpoints by a column's value; those without one come last either way."""

    def rank(name: str) -> tuple[bool, float]:
        row = column.rows.get(name)
        value = None if row is None else row.value
        return (value is None, 0.0 if value is None else -value if sort.startswith("-") else value)

    return sorted(found.touchpoints, key=rank)


def _grouped(found: Board, lines: dict[str, Line], state: ScreenState) -> Iterator[Stage]:
    order = [*memory_of(state.workspace).labels.names.get("stage", {})]
    present = sorted(set(found.stages.values()), key=lambda s: (order.index(s) if s in order else len(order), s))
    for stage in (*present, ""):
        members = tuple(line for name, line in lines.items() if found.stages.get(name, "") == stage)
        if members:
            title = value_title(state.workspace, "stage", stage, state.language) if stage else _("No stage of its own")
            yield Stage(title, members)


def _line(found: Board, touchpoint: str, state: ScreenState) -> Line:
    title = value_title(state.workspace, "touchpoint", touchpoint, state.language)
    return Line(touchpoint, title, tuple(_cell(column, touchpoint, state) for column in found.columns))


def _cell(column: Column, touchpoint: str, state: ScreenState) -> Cell:
    row, measure = column.rows.get(touchpoint), column.measure
    if row is None:
        return Cell("–", standing=_("no data"))
    if row.suppressed:
        return Cell(too_few(state.workspace.settings.floor))
    if row.value is None:
        return Cell(_("no data"))
    change = column.changes.get(touchpoint)
    values = sorted(each.value for name, each in column.rows.items() if name and each.value is not None)
    where = f"touchpoint = '{touchpoint.replace(chr(39), 2 * chr(39))}'"
    text = amount(row.value, measure.unit, column.currency)
    spread = estimate(row, measure.unit, column.currency).removeprefix(text).strip()
    n = "" if measure.unit == "count" else f"n\u00a0{grouped(row.n or 0)}"  # a count is its own n
    standing = _standing(column, row)
    return Cell(
        text,
        " · ".join(filter(None, [spread, n])),
        str(STANDINGS[standing]),
        MARKS[standing],
        _movement(change, column),
        tone(change),
        heat_tone(row.value, values, measure.better if _is_judged(column) else "neither"),
        _address(column, where, state),
    )


def _address(column: Column, where: str, state: ScreenState) -> str:
    """What made a number: the measure's page, or how the money of those there was counted."""
    if column.name == SPENT:
        return f"#{SPENT}"
    return state.url("measures:measure", {"where": where, "by": "segment"}, name=column.name)


def _is_judged(column: Column) -> bool:
    """Whether more is better or worse at a touchpoint; a large one is not a good one."""
    return column.measure.better != "neither" and column.measure.unit not in ("count", "currency")


def _movement(change: Change | None, column: Column) -> str:
    """A clear change with its interval; the figures of one that is not clear are a click away."""
    if change is None or change.verdict not in ("higher", "lower"):
        return ""
    return changed(change.change, change.low, change.high, column.measure.unit, column.currency)


def _standing(column: Column, row: Row) -> int:
    """1 or -1 against all touchpoints together, where the interval leaves their value out."""
    total, better = column.total.value if column.total else None, column.measure.better
    if total is None or not _is_judged(column):
        return 0
    if row.low is not None and row.low > total:
        return 1 if better == "higher" else -1
    if row.high is not None and row.high < total:
        return -1 if better == "higher" else 1
    return 0
