"""The measures of every touchpoint in numbers, now and before, and the stage each touchpoint belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auricle.model.measure import Measure
from auricle.query.comparison import Change
from auricle.query.result import Row
from auricle.web.measures.public import REFUSALS
from auricle.web.platform.public import Span, remembered
from auricle.workspace import Workspace

SCORES = ("nps", "csat", "ces")
MEASURES = (*SCORES, "interactions", "feedback", "contact_complaints", "revenue")
"""What is shown of a touchpoint; a measure no touchpoint has is left out."""


@dataclass(frozen=True, slots=True)
class Column:
    """One measure by touchpoint; the key "" of ``rows`` is what belongs to no touchpoint."""

    measure: Measure
    currency: str
    total: Row
    rows: Mapping[str, Row]
    changes: Mapping[str, Change]


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
    return Board(tuple(column for column in found if column), _stages(workspace, span, where))


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
    return Column(now.definition, now.currency, now.total, rows, changes)


def _stages(workspace: Workspace, span: Span, where: str) -> Mapping[str, str]:
    met = workspace.measure("interactions", ("touchpoint", "stage"), where, span.start, span.end)
    most: dict[str, tuple[int, str]] = {}
    for row in met.rows:
        touchpoint, stage = (str(row.by[name] or "") for name in ("touchpoint", "stage"))
        if stage and (row.n or 0) > most.get(touchpoint, (0, ""))[0]:
            most[touchpoint] = (row.n or 0, stage)
    return {touchpoint: stage for touchpoint, (_, stage) in most.items()}
