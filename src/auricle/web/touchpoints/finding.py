"""Which touchpoint hurts most: by how much its score pulls the whole down, as far as the intervals allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from auricle.analysis.burden import burden
from auricle.web.platform.public import changed, difference

from .columns import SCORES, Board, Column


@dataclass(frozen=True, slots=True)
class Harm:
    """What a touchpoint costs a score, with an interval that holds for all touchpoints at once."""

    touchpoint: str
    cost: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Finding:
    """``clear`` are the touchpoints whose cost is more than noise, the worst first."""

    column: Column
    clear: tuple[Harm, ...]

    @property
    def worst(self) -> Harm | None:
        return self.clear[0] if self.clear else None

    @property
    def rivals(self) -> tuple[Harm, ...]:
        """Those whose interval overlaps with that of the worst: they may cost as much."""
        return tuple(harm for harm in self.clear[1:] if harm.high >= self.clear[0].low)


def finding(found: Board) -> Finding | None:
    """By the score that most touchpoints have; None when none has two."""
    scored = [column for column in found.columns if column.name in SCORES]
    column = max(scored, key=_touchpoints, default=None)
    return Finding(column, _clear(column)) if column and _touchpoints(column) >= 2 else None


def headline(found: Finding | None, title: str, called: Callable[[str], str]) -> str:
    if found is None:
        return _("No score was asked for at two touchpoints or more")
    if found.worst is None:
        return _("No touchpoint clearly pulls %(measure)s down") % {"measure": title}
    said = {
        "touchpoint": called(found.worst.touchpoint),
        "cost": difference(found.worst.cost, found.column.measure.unit),
        "measure": title,
    }
    if not found.rivals:
        return _("We lose %(cost)s of %(measure)s at %(touchpoint)s, more than at any other touchpoint") % said
    others = _(", ").join(called(harm.touchpoint) for harm in found.rivals)
    return _("We lose %(cost)s of %(measure)s at %(touchpoint)s, and maybe as much at %(others)s") % {
        **said,
        "others": others,
    }


def interval(harm: Harm, unit: str) -> str:
    return changed(harm.cost, harm.low, harm.high, unit)


def _touchpoints(column: Column) -> int:
    return sum(1 for touchpoint in _scored(column) if touchpoint)


def _scored(column: Column) -> dict[str, tuple[float, float, int]]:
    return {
        name: (row.value, row.standard_error, row.n)
        for name, row in column.rows.items()
        if row.value is not None and row.standard_error is not None and row.n
    }


def _clear(column: Column) -> tuple[Harm, ...]:
    scored = _scored(column)
    values, errors, counts = (np.array(part) for part in zip(*scored.values(), strict=True))
    found = burden(values.astype(np.float64), errors.astype(np.float64), counts.astype(np.int64))
    harms = (
        Harm(name, float(found.cost[i]), float(found.low[i]), float(found.high[i]))
        for i, name in enumerate(scored)
        if name and found.low[i] > 0
    )
    return tuple(sorted(harms, key=lambda harm: -harm.cost))
