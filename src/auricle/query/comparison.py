"""Whether two results differ by more than noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..analysis.change import Verdict, changes
from ..analysis.discovery import adjusted_p
from ..analysis.estimator import Estimates
from ..sentence import sentence
from .result import Result, Row


class NotComparable(ValueError):
    def __init__(self, before: Result, after: Result):
        super().__init__(
            sentence(
                "{before} in {before_unit} cannot be compared with {after} in {after_unit}; compare "
                "results of one measure",
                before=before.measure,
                before_unit=before.unit,
                after=after.measure,
                after_unit=after.unit,
            )
        )


@dataclass(frozen=True, slots=True)
class Change:
    """After minus before of one group, in the measure's unit; ``p`` is adjusted when there are several.

    ``better`` is None when the change is not clear or the measure says neither way is better.
    """

    by: Mapping[str, Any]
    before: Row
    after: Row
    change: float | None
    low: float | None
    high: float | None
    p: float | None
    verdict: str
    better: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One change per group that both results have, or a single one of their totals."""

    measure: str
    unit: str
    rows: tuple[Change, ...]

    def __repr__(self) -> str:
        from .text import changes_table

        return changes_table(self)


def compare(before: Result, after: Result, *, rate: float = 0.05) -> Comparison:
    """Changes from ``before`` to ``after``; across several groups at most a share ``rate`` of those called is false.

    Groups match by their labels when both results are by the same names, none of them a calendar
    grain or with the same days; otherwise the totals are compared.

    Raises
        NotComparable: the two are of different measures.
    """
    if before.measure != after.measure or before.unit != after.unit:
        raise NotComparable(before, after)
    matched = pairs(before, after) or [({}, before.total, after.total)]
    found = changes(estimates([b for _, b, _ in matched]), estimates([a for *_, a in matched]))
    p = adjusted_p(found.p) if len(matched) > 1 else found.p
    rows = []
    for i, (by, old, new) in enumerate(matched):
        verdict = found.verdict[i] if _is_clear(p[i], rate) else _unclear(found.verdict[i])
        parts = (found.difference[i], found.low[i], found.high[i], p[i])
        change, low, high, chance = (None if np.isnan(part) else float(part) for part in parts)
        rows.append(Change(by, old, new, change, low, high, chance, str(verdict), _better(after, verdict)))
    return Comparison(after.measure, after.unit, tuple(rows))


def pairs(before: Result, after: Result) -> list[tuple[Mapping[str, Any], Row, Row]]:
    """Rows of the same group before and after, with the group; none when the results are not by the same names."""
    if not before.by or before.by != after.by:
        return []
    old = {tuple(row.by.values()): row for row in before.rows}
    return [(row.by, old[key], row) for row in after.rows if (key := tuple(row.by.values())) in old]


def estimates(rows: list[Row]) -> Estimates:
    """Rows as arrays; what is missing or suppressed is NaN."""

    def column(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([np.nan if (v := getattr(row, name)) is None else v for row in rows], np.float64)

    n = np.array([row.n or 0 for row in rows], np.int64)
    return Estimates(n, column("value"), column("low"), column("high"), column("standard_error"))


def _is_clear(p: float, rate: float) -> bool:
    return bool(p <= rate)


def _unclear(verdict: Verdict) -> Verdict:
    return verdict if verdict is Verdict.CANNOT_TELL else Verdict.NO_CLEAR_CHANGE


def _better(after: Result, verdict: Verdict) -> bool | None:
    if verdict not in (Verdict.HIGHER, Verdict.LOWER) or after.definition.better == "neither":
        return None
    return (verdict is Verdict.HIGHER) == (after.definition.better == "higher")
