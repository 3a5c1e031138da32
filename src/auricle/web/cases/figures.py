"""How cases went: each measure for all, by owner and by unit, groups with few cases drawn towards all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from auricle.analysis.shrinkage import TooFewGroups, shrink
from auricle.query.result import Result, Row
from auricle.web.measures.public import REFUSALS, dimension_title
from auricle.web.platform.public import ScreenState, amount

from .queries import called
from .routing import colleagues

MEASURES = (
    "case_first_answer", "case_resolution", "cases_in_time", "cases_reopened", "cases_solved", "cases_recovered",
    "case_revenue",
)  # fmt: skip
GROUPS = ("employee", "unit")


@dataclass(frozen=True, slots=True)
class Group:
    """``drawn`` is what to expect of the group, with its few cases weighed against all others; empty if unknown."""

    name: str
    row: Row
    drawn: str


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    title: str
    result: Result
    parts: tuple[Part, ...]


def figures(state: ScreenState) -> tuple[Figure, ...]:
    """The measures that have anything to say in the period."""
    people = {user.email: str(user) for user in colleagues(state.record).values()}
    found = (_figure(state, name, people) for name in MEASURES)
    return tuple(figure for figure in found if figure)


def _figure(state: ScreenState, name: str, people: Mapping[str, str]) -> Figure | None:
    try:
        whole = state.workspace.measure(name, **state.window)
        if not whole.total.n:
            return None
        parts = tuple(
            Part(
                dimension_title(by),
                _groups(state.workspace.measure(name, by=by, **state.window), by, partial(_called, state, people, by)),
            )
            for by in GROUPS
        )
    except REFUSALS:
        return None
    return Figure(whole.definition.title[state.language], whole, parts)


def _called(state: ScreenState, people: Mapping[str, str], by: str, code: str) -> str:
    return (by == "employee" and people.get(code)) or called(state, by, code)


def _groups(result: Result, by: str, name: Callable[[str], str]) -> tuple[Group, ...]:
    rows = [row for row in result.rows if row.by[by]]
    sure = [row for row in rows if row.value is not None and row.standard_error]
    drawn: dict[str, str] = {}
    try:
        values = np.array([row.value for row in sure], np.float64)
        found = shrink(values, np.array([row.standard_error for row in sure], np.float64))
    except TooFewGroups:
        pass
    else:
        told = (amount(float(value), result.unit, result.currency) for value in found.value)
        drawn = {str(row.by[by]): text for row, text in zip(sure, told, strict=True)}
    return tuple(Group(name(str(row.by[by])), row, drawn.get(str(row.by[by]), "")) for row in rows)
