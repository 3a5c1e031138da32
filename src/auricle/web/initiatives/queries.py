"""Reads of the room: initiatives with what they did, those like another, measures that are looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from auricle.understanding.proof import Proof
from auricle.web.cases.public import CaseLine, cases_of_cause, numbered
from auricle.web.platform.public import ScreenState
from auricle.web.studies.public import Studied, studied

from .kinds import PROOF
from .models import Cadence, Initiative, Review
from .periods import Period, due_periods

ALIKE = 0.2
WITHOUT_USE = 2
"""Periods in a row without anything learned and done after which a measure shows it."""


@dataclass(frozen=True, slots=True)
class Line:
    """An initiative with its proof, None before there is one."""

    row: Initiative
    study: Studied

    @property
    def proof(self) -> Proof | None:
        found: Proof | None = self.study.found
        return found


@dataclass(frozen=True, slots=True)
class Looked:
    """A measure that is looked at: the periods due, with the review of each or None; ``without`` of use in a row."""

    cadence: Cadence
    periods: tuple[tuple[Period, Review | None], ...]

    @property
    def without(self) -> int:
        count = 0
        for _, review in self.periods:
            if review is not None and review.is_of_use:
                break
            count += 1
        return count

    @property
    def shows_it(self) -> bool:
        return self.without >= WITHOUT_USE


def linked_cases(row: Initiative) -> tuple[CaseLine, ...]:
    """The cases linked by their numbers, and those of the pile it came from, the newest first."""
    named = numbered(row.workspace, tuple(row.cases)) if row.cases else ()
    piled = cases_of_cause(row.workspace, row.pile) if row.pile else ()
    both = {case.number: case for case in (*named, *piled)}
    return tuple(both[number] for number in sorted(both, reverse=True))


def line_of(state: ScreenState, row: Initiative) -> Line:
    return Line(row, studied(state, PROOF, row.asked))


def lines(state: ScreenState, text: str = "", kind: str = "") -> list[Line]:
    """Initiatives, the latest first; ``text`` is looked for in what people wrote, ``kind`` is a state."""
    rows = Initiative.objects.of(state.record).select_related("owner")
    for word in text.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(hypothesis__icontains=word) | Q(cause__icontains=word)
            | Q(departments__icontains=word) | Q(measure__icontains=word)
        )  # fmt: skip
    rows = rows.filter(state=kind) if kind else rows
    return [line_of(state, row) for row in rows[:200]]


def tried_before(state: ScreenState, name: str, cause: str = "", apart_from: int = 0, most: int = 3) -> list[Line]:
    """Initiatives that resemble this one, the most alike first: what was tried before, and what it did."""
    wanted = _shingles(f"{name} {cause}")
    if not wanted:
        return []
    rows = Initiative.objects.of(state.record).exclude(pk=apart_from).select_related("owner")
    scored = [(_alike(wanted, _shingles(f"{row.name} {row.cause}")), row) for row in rows[:500]]
    near = sorted(((score, row) for score, row in scored if score >= ALIKE), key=lambda pair: -pair[0])
    return [line_of(state, row) for _, row in near[:most]]


def happened_meanwhile(row: Initiative, first: date, last: date) -> list[Initiative]:
    """Other initiatives that began in the days that were compared."""
    rows = Initiative.objects.of(row.workspace).exclude(pk=row.pk).filter(starts_on__range=(first, last))
    return list(rows.order_by("starts_on"))


def looked_at(state: ScreenState) -> list[Looked]:
    """Measures that are looked at regularly, those without use first."""
    last = state.workspace.last_day
    found = [looked(state.record, cadence, last) for cadence in Cadence.objects.of(state.record)]
    return sorted(found, key=lambda each: (-each.without, each.cadence.measure))


def looked(workspace: Any, cadence: Cadence, last: date) -> Looked:
    due = due_periods(cadence, last)
    names = [period.name for period in due]
    rows = Review.objects.of(workspace).filter(measure=cadence.measure, period__in=names).select_related("initiative")
    written = {review.period: review for review in rows}
    return Looked(cadence, tuple((period, written.get(period.name)) for period in due))


def _shingles(text: str) -> set[str]:
    """Words of letters, and pairs of characters where words are not set apart."""
    latin = set(re.findall(r"[a-z0-9]{3,}", text.lower()))
    han = re.findall(r"[\u3400-\u9fff]+", text)
    return latin | {run[at : at + 2] for run in han for at in range(len(run) - 1)}


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
