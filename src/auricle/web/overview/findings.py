"""What changed, as a reader meets it: the clearest changes first, no measure more than twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from auricle.web.platform.public import ScreenState, estimate, signed

from .sentences import moved, place
from .shifts import Shift, Shifts

MOST, OF_ONE = 8, 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One clear change in words; ``address`` is its measure, broken down as the change was found."""

    address: str
    text: str
    place: str
    tone: str
    between: str
    now: str
    n: int
    n_before: int


@dataclass(frozen=True, slots=True)
class Findings:
    """The ``first`` clear changes to read, the others, and how many were looked for."""

    first: tuple[Finding, ...]
    others: tuple[Finding, ...]
    compared: int

    @property
    def clear(self) -> int:
        return len(self.first) + len(self.others)


def findings(state: ScreenState, found: Shifts) -> Findings:
    seen = Counter[str]()
    first: list[Finding] = []
    others: list[Finding] = []
    for shift in found.clear:
        name = shift.measure.name
        is_first = len(first) < MOST and seen[name] < OF_ONE
        seen[name] += is_first
        (first if is_first else others).append(_finding(state, shift))
    return Findings(tuple(first), tuple(others), found.compared)


def _finding(state: ScreenState, shift: Shift) -> Finding:
    query = {"by": shift.dimension} if shift.dimension else {}
    unit, currency = shift.measure.unit, shift.currency
    return Finding(
        state.url("measures:measure", query, name=shift.measure.name),
        moved(shift.measure.called(state.language), shift.change, unit, currency),
        place(shift, state.workspace, state.language),
        {True: "good", False: "bad", None: ""}[shift.is_better],
        _between(shift, unit, currency),
        estimate(shift.after, unit, currency),
        shift.after.n or 0,
        shift.before.n or 0,
    )


def _between(shift: Shift, unit: str, currency: str) -> str:
    """The interval of a change whose size the sentence has said already."""
    return _("between %(low)s and %(high)s") % {
        "low": signed(shift.low, unit, currency),
        "high": signed(shift.high, unit, currency),
    }
