"""What changed, where, and whether it is more than noise, over everything that was compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auricle.analysis.change import Verdict, changes
from auricle.analysis.discovery import discoveries
from auricle.model.measure import Measure
from auricle.query.comparison import estimates, pairs
from auricle.query.result import Row
from auricle.web.platform.public import Span, is_known, remembered
from auricle.workspace import Workspace

from .figures import REFUSALS, figures

WHERE = ("segment", "touchpoint", "region", "channel")
"""The dimensions looked along, besides each measure as a whole."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One comparison; ``dimension`` is empty for a measure as a whole.

    ``strength`` is the change over half the width of its interval on the side of nothing: above 1
    the interval leaves nothing out. It ranks changes of different units.
    """

    measure: Measure
    currency: str
    dimension: str
    group: str
    before: Row
    after: Row
    change: float
    low: float
    high: float
    p: float

    @property
    def strength(self) -> float:
        return abs(self.change) / (self.change - self.low if self.change > 0 else self.high - self.change)

    @property
    def is_better(self) -> bool | None:
        if self.measure.better == "neither":
            return None
        return (self.change > 0) == (self.measure.better == "higher")


@dataclass(frozen=True, slots=True)
class Shifts:
    """The clear changes, strongest first, of ``compared`` comparisons."""

    clear: tuple[Shift, ...]
    compared: int


def shifts(workspace: Workspace, names: tuple[str, ...], span: Span, where: str) -> Shifts:
    """All measures, as a whole and along each of ``WHERE``; at most 5% of the changes called clear are not."""
    return remembered(workspace, _key(names, span, where), lambda: _found(workspace, names, span, where))


def are_known(workspace: Workspace, names: tuple[str, ...], span: Span, where: str) -> bool:
    return is_known(workspace, _key(names, span, where))


def _key(names: tuple[str, ...], span: Span, where: str) -> tuple[object, ...]:
    return "shifts", names, span, where


def _found(workspace: Workspace, names: tuple[str, ...], span: Span, where: str) -> Shifts:
    compared = [shift for name in names for shift in _compared(workspace, name, span, where)]
    if not compared:
        return Shifts((), 0)
    believed = discoveries([shift.p for shift in compared])
    clear = [shift for shift, is_clear in zip(compared, believed, strict=True) if is_clear]
    return Shifts(tuple(sorted(clear, key=lambda shift: -shift.strength)), len(compared))


def _compared(workspace: Workspace, name: str, span: Span, where: str) -> Iterator[Shift]:
    try:
        found = figures(workspace, name, span, where)
    except REFUSALS:
        return
    yield from _shifts(found.measure, found.currency, "", [({}, found.before, found.now)])
    for dimension in WHERE:
        if not where or dimension != "segment":
            yield from _along(workspace, found.measure, dimension, span, where)


def _along(workspace: Workspace, measure: Measure, dimension: str, span: Span, where: str) -> Iterator[Shift]:
    try:
        now = workspace.measure(measure, by=dimension, where=where, from_=span.start, to=span.end)
        before = workspace.measure(measure, by=dimension, where=where, from_=span.before_start, to=span.before_end)
    except REFUSALS:
        return
    if len(now) > 1:  # a single group is the whole once more
        yield from _shifts(measure, now.currency, dimension, pairs(before, now))


def _shifts(
    measure: Measure, currency: str, dimension: str, rows: list[tuple[Mapping[str, Any], Row, Row]]
) -> Iterator[Shift]:
    found = changes(estimates([before for _, before, _ in rows]), estimates([after for *_, after in rows]))
    for i, (by, before, after) in enumerate(rows):
        if found.verdict[i] is not Verdict.CANNOT_TELL and found.difference[i]:
            numbers = (float(part[i]) for part in (found.difference, found.low, found.high, found.p))
            yield Shift(measure, currency, dimension, _group(by), before, after, *numbers)


def _group(by: Mapping[str, Any]) -> str:
    return next(("" if value is None else str(value) for value in by.values()), "")
