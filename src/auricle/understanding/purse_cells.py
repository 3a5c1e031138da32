"""Customers by score and by what they spent before and after it, as sums, and what is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..analysis.estimator import Estimate, Floats
from ..analysis.intervals import normal_quantile
from ..analysis.response import Scores
from ..query.fold import MixedCurrencies, MixedScales
from ..query.question import Question
from .scoring import points_of

ENOUGH = 30
SUMS = ("n", "f", "ff", "p", "pp", "pf")
"""Customers; their money following the score and earlier than it, with squares and product."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums of customers by score, group, size of purse before and whether they were settled."""

    score: Floats
    high: Floats
    group: list[Any]
    purse: Floats
    settled: Floats
    sums: Mapping[str, Floats]
    currency: str

    @classmethod
    def of(cls, found: pa.Table, question: Question) -> Cells:
        kinds = set(zip(found.column("scale").to_pylist(), found.column("polarity").to_pylist(), strict=True))
        if len(kinds) > 1:
            raise MixedScales(question.measure.name, sorted(str(scale) for scale, _ in kinds))
        sums = {
            name: np.asarray(found.column(name).to_numpy(), np.float64) for name in ("n", "f", "ff", "p", "pp", "pf")
        }
        points = points_of(question.measure, *(found.column(name) for name in ("score", "scale", "polarity")))
        return cls(
            np.asarray(found.column("score").to_numpy(), np.float64),
            (points > 0).astype(np.float64),
            found.column("by_0").to_pylist() if question.by else [None] * found.num_rows,
            np.asarray(found.column("purse").to_numpy(), np.float64),
            np.asarray(found.column("settled").to_numpy(), np.float64),
            sums,
            _currency(found, question),
        )

    @property
    def n(self) -> Floats:
        return self.sums["n"]

    def only(self, rows: Floats | np.ndarray[Any, np.dtype[np.bool_]]) -> Cells:
        place = np.flatnonzero(rows)
        return Cells(
            self.score[place], self.high[place], [self.group[i] for i in place], self.purse[place], self.settled[place],
            {name: each[place] for name, each in self.sums.items()}, self.currency,
        )  # fmt: skip

    def by_score(self, floor: int) -> Scores:
        """Scores given by fewer than the floor are taken together with their lower neighbour, else the upper one."""
        levels, place = np.unique(self.score, return_inverse=True)
        sums = np.array([np.bincount(place, self.sums[name], len(levels)) for name in ("n", "f", "ff")], np.float64)
        while len(levels) > 1 and (sums[0] < floor).any():
            small = int(np.flatnonzero(sums[0] < floor)[0])
            into = small - 1 if small else 1
            levels[into] = np.average(levels[[small, into]], weights=sums[0, [small, into]])
            sums[:, into] += sums[:, small]
            levels, sums = np.delete(levels, small), np.delete(sums, small, axis=1)
        return Scores(levels, *sums)

    def slope(self, money: str, beside_before: bool = False) -> Estimate | None:
        """Money per point of the score among settled customers, by least squares; None where too few.

        Also None where the money before is asked of, or beside, and nobody spent any: then nothing was checked.
        """
        cells = self.only(self.settled > 0)
        n, s, sums = cells.n, cells.score, cells.sums
        total = n.sum()
        needs_before = beside_before or money == "p"
        if total < ENOUGH or np.ptp(s) == 0 or (needs_before and not sums["pp"].any()):
            return None
        names = ["s", "p"] if beside_before else ["s"]
        columns = [*names, "y"]
        first = {"s": n @ s, "p": sums["p"].sum(), "y": sums[money].sum()}
        py = sums["pf"].sum() if money == "f" else sums["pp"].sum()
        product = {
            frozenset("s"): n @ s**2, frozenset("sp"): s @ sums["p"], frozenset("p"): sums["pp"].sum(),
            frozenset("sy"): s @ sums[money], frozenset("py"): py, frozenset("y"): sums[money * 2].sum(),
        }  # fmt: skip
        spread = np.array([[product[frozenset(a + b)] - first[a] * first[b] / total for b in columns] for a in columns])
        inside, outside = spread[:-1, :-1], spread[:-1, -1]
        slopes = np.linalg.lstsq(inside, outside, rcond=None)[0]
        rest = max(spread[-1, -1] - slopes @ outside, 0) / max(total - len(names) - 1, 1)
        error = float(np.sqrt(rest * np.linalg.pinv(inside)[0, 0]))
        return normal(int(total), float(slopes[0]), error)


def normal(n: int, value: float, error: float) -> Estimate:
    half = normal_quantile(0.95) * error
    return Estimate(n, value, value - half, value + half, error)


def _currency(found: pa.Table, question: Question) -> str:
    names = (f"{edge}_{part}" for edge in ("first", "last") for part in ("following", "earlier"))
    seen = sorted({value for name in names for value in found.column(name).to_pylist() if value is not None})
    if len(seen) > 1:
        raise MixedCurrencies(question.measure.name, seen)
    return str(seen[0]) if seen else question.currency
