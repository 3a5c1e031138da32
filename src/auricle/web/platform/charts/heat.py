"""A table whose cells are coloured by how good they are; the number in each cell says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEPS = 3


@dataclass(frozen=True, slots=True)
class HeatCell:
    """``text`` is what stands in the cell, ``detail`` its n and interval, ``address`` what it opens to."""

    text: str
    detail: str = ""
    address: str = ""
    value: float | None = None
    tone: str = "heat-0"


@dataclass(frozen=True, slots=True)
class Heat:
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


def heat(
    cells: Mapping[tuple[str, str], HeatCell],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    corner: str = "",
    better: str = "higher",
) -> Heat:
    """Cells by (row, column); colour runs from the worst to the best value shown, through the middle one."""
    values = sorted(cell.value for cell in cells.values() if cell.value is not None)
    blank = HeatCell("")
    return Heat(
        corner,
        tuple(columns),
        tuple(
            (row, tuple(_toned(cells.get((row, column), blank), values, better) for column in columns)) for row in rows
        ),
    )


def _toned(cell: HeatCell, values: list[float], better: str) -> HeatCell:
    return HeatCell(cell.text, cell.detail, cell.address, cell.value, tone(cell.value, values, better))


def tone(value: float | None, values: Sequence[float], better: str = "higher") -> str:
    """A class from ``heat--3`` (worst) over ``heat-0`` to ``heat-3`` (best); no colour where neither is better."""
    if value is None or len(values) < 2 or better == "neither":
        return "heat-0"
    middle = values[len(values) // 2]
    reach = max(values[-1] - middle, middle - values[0])
    if reach == 0:
        return "heat-0"
    step = round(STEPS * (value - middle) / reach)
    return f"heat-{step if better == 'higher' else -step}"
