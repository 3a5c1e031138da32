"""Events by day as bars, stacked by what became of them; drawn without a script."""

from __future__ import annotations

from dataclasses import dataclass

from auricle.web.platform.public import grouped

from .queries import Arrivals, Line

WIDTH, HEIGHT, GAP = 44.0, 120.0, 8.0
FATES = ("stored", "duplicate", "quarantined", "waiting")


@dataclass(frozen=True, slots=True)
class Part:
    fate: str
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    line: Line
    x: float
    parts: tuple[Part, ...]

    @property
    def middle(self) -> float:
        return self.x + WIDTH / 2

    @property
    def title(self) -> str:
        return grouped(self.line.counts.received, 0)


@dataclass(frozen=True, slots=True)
class Bars:
    bars: tuple[Bar, ...]

    @property
    def width(self) -> float:
        return max(len(self.bars), 1) * (WIDTH + GAP)


def bars(arrivals: Arrivals) -> Bars:
    """One bar a day; the highest fills the picture."""
    most = max((line.counts.received for line in arrivals.days), default=0) or 1
    return Bars(tuple(_bar(number, line, HEIGHT / most) for number, line in enumerate(arrivals.days)))


def _bar(number: int, line: Line, scale: float) -> Bar:
    x, top, parts = number * (WIDTH + GAP), HEIGHT, []
    amounts = (line.counts.stored, line.counts.duplicate, line.quarantined, line.counts.waiting)
    for fate, amount in zip(FATES, amounts, strict=True):
        top -= amount * scale
        parts.append(Part(fate, x, round(top, 2), round(amount * scale, 2)))
    return Bar(line, x, tuple(part for part in parts if part.height))
