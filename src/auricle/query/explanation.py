"""What a number means and where it comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.measure import Measure
from .result import Result


@dataclass(frozen=True, slots=True)
class Explanation:
    """``formula`` is LaTeX; ``coverage`` a share of customers; ``excluded`` rows left out, by reason."""

    definition: Measure
    formula: str
    source: str
    query: str
    n: int | None
    coverage: float | None
    excluded: Mapping[str, int]
    window: str
    where: str
    from_cube: bool
    version: int

    def __repr__(self) -> str:
        heard = "nobody is known" if self.coverage is None else f"{100 * self.coverage:.0f}% of customers heard"
        left_out = ", ".join(f"{count:,} {reason}" for reason, count in self.excluded.items() if count) or "none"
        rows = {
            "measure": f"{self.definition.called()} ({self.definition.name})",
            "says": self.definition.summary["en"],
            "counts": " and ".join(filter(None, (self.definition.where, self.where))) or "every row",
            "window": self.window,
            "n": "not shown" if self.n is None else f"{self.n:,}",
            "coverage": heard,
            "left out": left_out,
            "formula": self.formula,
            "source": self.source,
            "read from": f"{'a cube' if self.from_cube else 'the facts'}, version {self.version}",
        }
        width = max(map(len, rows))
        told = [f"{name:<{width}}  {text}" for name, text in rows.items()]
        return "\n".join([*told, "query", *(f"  {line}" for line in self.query.splitlines())])


def explanation(result: Result) -> Explanation:
    estimator = result.question.estimator
    return Explanation(
        result.definition,
        estimator.formula,
        estimator.source,
        result.query,
        result.total.n,
        result.coverage,
        result.excluded,
        str(result.window),
        result.where,
        result.from_cube,
        result.version,
    )
