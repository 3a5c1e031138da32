"""The measures of every touchpoint in numbers, now and before, and the stage each touchpoint belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auricle.model.measure import Measure
from auricle.query.comparison import Change
from auricle.query.result import Row
from auricle.query.worth import NotAnAmount
from auricle.web.measures.public import REFUSALS
from auricle.web.platform.public import Span, remembered
from auricle.workspace import Workspace

SCORES = ("nps", "csat", "ces")
MONEY = "revenue"
SPENT = "spent"
MEASURES = (*SCORES, "interactions", "feedback", "contact_complaints", MONEY)
"""What is shown of a touchpoint; a measure no touchpoint has is left out."""


@dataclass(frozen=True, slots=True)
class Column:
    """One measure by touchpoint; the key "" of ``rows`` is what belongs to no touchpoint.

    ``name`` is the measure's, or ``SPENT``: what those spent, each, who were there, wherever they spent it.
    """

    name: str
    measure: Measure
    currency: str
    rows: Mapping[str, Row]
    total: Row | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    query: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """``stages`` is the stage of a touchpoint, by the most of its interactions; empty where none says."""

    columns: tuple[Column, ...]
    stages: Mapping[str, str]

    @property
    def touchpoints(self) -> tuple[str, ...]:
        return tuple(sorted({name for column in self.columns for name in column.rows if name}))


def board(workspace: Workspace, span: Span, where: str) -> Board:
    return remembered(workspace, ("touchpoints", span, where), lambda: _board(workspace, span, where))


def _board(workspace: Workspace, span: Span, where: str) -> Board:
    found = (_column(workspace, name, span, where) for name in MEASURES if name in workspace.measures)
    columns = (*found, _spent(workspace, span, where))
    return Board(tuple(column for column in columns if column), _stages(workspace, span, where))


def _column(workspace: Workspace, name: str, span: Span, where: str) -> Column | None:
    try:
        now = workspace.measure(name, "touchpoint", where, span.start, span.end)
        before = workspace.measure(name, "touchpoint", where, span.before_start, span.before_end)
    except REFUSALS:
        return None
    rows = {str(row.by["touchpoint"] or ""): row for row in now.rows if row.suppressed or row.n}
    if not any(rows):
        return None
    changes = {str(change.by["touchpoint"] or ""): change for change in now.compare(before).rows if change.by}
    return Column(name, now.definition, now.currency, rows, now.total, changes)


def _spent(workspace: Workspace, span: Span, where: str) -> Column | None:
    """Money of those who were at a touchpoint; where no order is known there is none to tell."""
    if MONEY not in workspace.measures or not workspace.measure(MONEY, (), where, span.start, span.end).total.n:
        return None
    try:
        found = workspace.presence("touchpoint", where, span.start, span.end, MONEY)
    except (*REFUSALS, NotAnAmount):
        return None
    rows = {str(row.by["touchpoint"]): row for row in found.rows}
    return Column(SPENT, workspace.measures[MONEY], found.currency, rows, query=found.query) if rows else None


def _stages(workspace: Workspace, span: Span, where: str) -> Mapping[str, str]:
    met = workspace.measure("interactions", ("touchpoint", "stage"), where, span.start, span.end)
    most: dict[str, tuple[int, str]] = {}
    for row in met.rows:
        touchpoint, stage = (str(row.by[name] or "") for name in ("touchpoint", "stage"))
        if stage and (row.n or 0) > most.get(touchpoint, (0, ""))[0]:
            most[touchpoint] = (row.n or 0, stage)
    return {touchpoint: stage for touchpoint, (_, stage) in most.items()}
