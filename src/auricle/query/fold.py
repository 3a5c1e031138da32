"""The rows an engine gives, folded into groups and the sums of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..analysis.estimator import Floats, Integers, Statistic, Sums
from ..analysis.tally import bin_midpoint
from ..analysis.top_box import bounds
from ..model.calendar import written
from ..sentence import sentence
from .plan import SCALE, Pass


class MixedScales(ValueError):
    def __init__(self, measure: str, scales: Sequence[str]):
        super().__init__(
            sentence(
                "{measure} would pool answers on different scales ({scales}); group by scale, or filter, for "
                "example where scale = '{first}'",
                measure=measure,
                scales=", ".join(scales),
                first=scales[0].split(" ")[0],
            )
        )


class MixedCurrencies(ValueError):
    def __init__(self, measure: str, currencies: Sequence[str]):
        super().__init__(
            sentence(
                "{measure} would add amounts in {currencies}; group by currency, or filter, for example "
                "where currency = '{first}'",
                measure=measure,
                currencies=", ".join(currencies),
                first=currencies[0],
            )
        )


class ScaleUnknown(ValueError):
    def __init__(self, measure: str, answers: int):
        super().__init__(
            sentence(
                "{measure} needs the scale of each answer and {answers} have none; give it in the mapping, such as 1-5",
                measure=measure,
                answers=answers,
            )
        )


@dataclass(frozen=True, slots=True)
class Axis:
    """One name of ``by``: its labels in order and, per cell, which of them."""

    name: str
    grain: str
    labels: tuple[Any, ...]  # as people read them; None is missing
    values: tuple[Any, ...]  # as the engine gave them
    code: Integers


@dataclass(frozen=True, slots=True)
class Cells:
    """An engine's answer in arrays: per cell its group along each axis, its guard, its key, its sums."""

    axes: tuple[Axis, ...]
    guard: Integers
    guarded: tuple[tuple[Any, ...], ...]  # what each guard code stands for
    key: Floats | None
    sums: dict[str, Floats]

    @property
    def n(self) -> Floats:
        return next(iter(self.sums.values()))


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups that occur, in the order of their labels; ``group`` is that of each cell."""

    group: Integers
    codes: Integers  # shape (groups, axes)

    @property
    def count(self) -> int:
        return len(self.codes)


def cells(table: pa.Table, asked: Pass) -> Cells:
    axes = tuple(
        _axis(name, grain, table.column(i)) for i, (name, grain) in enumerate(zip(asked.by, asked.grains, strict=True))
    )
    start = len(axes)
    if asked.only is None:
        guard, guarded = _guard(table, range(start, start + len(asked.guards)), asked.guards == SCALE)
        start += len(asked.guards)
    else:
        guard, guarded = np.zeros(table.num_rows, np.int64), (asked.only,)
    key = None
    if asked.statistic.key:
        key = _key(table.column(start), asked.statistic)
        start += 1
    sums = {name: _floats(table.column(start + i)) for i, name in enumerate(asked.statistic.sums)}
    found = Cells(axes, guard, guarded, key, sums)
    if "n" in sums:  # a cube has cells whose facts lack the value that is asked for
        found = _without(found, sums["n"] == 0)
    return found if found.key is None else _without(found, np.isnan(found.key))


def groups(found: Cells) -> Groups:
    """Without axes there is one group, whether or not it has cells."""
    if not found.axes:
        return Groups(np.zeros(len(found.n), np.int64), np.zeros((1, 0), np.int64))
    combined = np.zeros(len(found.n), np.int64)
    for axis in found.axes:
        combined = combined * max(len(axis.labels), 1) + axis.code
    _, first, group = np.unique(combined, return_index=True, return_inverse=True)
    return Groups(group.astype(np.int64), np.stack([axis.code[first] for axis in found.axes], axis=1))


def sums(found: Cells, group: Integers, count: int) -> Sums:
    """The sums of each group; cells of one group and key are put together."""
    if found.key is None:
        return Sums(count, {name: _totals(group, array, count) for name, array in found.sums.items()})
    keys, code = np.unique(found.key, return_inverse=True)
    width = max(len(keys), 1)
    cell, inverse = np.unique(group * width + code, return_inverse=True)
    totals = {name: _totals(inverse, array, len(cell)) for name, array in found.sums.items()}
    return Sums(count, totals, (cell // width).astype(np.int64), keys[cell % width])


def _totals(group: Integers, array: Floats, count: int) -> Floats:
    return np.bincount(group, array, count).astype(np.float64)


def mixed(found: Cells, group: Integers, count: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which groups hold more than one guard."""
    width = max(len(found.guarded), 1)
    pairs = np.unique(group[found.n > 0] * width + found.guard[found.n > 0])
    return np.bincount(pairs // width, minlength=count) > 1


def refuse_mixed(found: Cells, asked: Pass, measure: str, groups_: Groups) -> None:
    """MixedScales or MixedCurrencies when a group holds more than one of them."""
    if not asked.guards or not mixed(found, groups_.group, groups_.count).any():
        return
    present = [found.guarded[code] for code in np.unique(found.guard[found.n > 0])]
    if asked.guards == SCALE:
        raise MixedScales(measure, [_scale(*each) for each in present])
    raise MixedCurrencies(measure, [str(each[0] or "no currency") for each in present])


def with_currency(found: Cells, asked: Pass, currency: str) -> Cells:
    """Amounts without a currency are in the workspace's own."""
    if asked.guards == SCALE or not asked.guards or not currency:
        return found
    named = [each[0] or currency for each in found.guarded]
    order = sorted(set(named))
    recode = np.array([order.index(name) for name in named] or [0], np.int64)
    return Cells(found.axes, recode[found.guard], tuple((name,) for name in order), found.key, found.sums)


def below_best(found: Cells, measure: str) -> Cells:
    """The key as steps below the best answer of its scale, in place of the score."""
    assert found.key is not None
    unknown = np.array([not each[0] for each in found.guarded] or [False])[found.guard]
    if unknown.any():
        raise ScaleUnknown(measure, int(found.n[unknown].sum()))
    best = np.array([_best(str(scale), polarity) for scale, polarity in found.guarded] or [0.0])
    steps = np.abs(best[found.guard] - found.key)
    return Cells(found.axes, found.guard, found.guarded, steps, found.sums)


def _best(scale: str, polarity: int | None) -> float:
    low, high = bounds(scale)
    return float(low if polarity is not None and polarity < 0 else high)


def _scale(scale: str | None, polarity: int | None) -> str:
    return f"{scale or 'unknown'}{' reversed' if polarity is not None and polarity < 0 else ''}"


def _axis(name: str, grain: str, column: pa.ChunkedArray) -> Axis:
    encoded = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
    values = encoded.dictionary.to_pylist()
    order = sorted(range(len(values)), key=lambda i: (values[i] is None, values[i] if values[i] is not None else 0))
    rank = np.empty(len(values), np.int64)
    rank[order] = np.arange(len(values))
    code = rank[encoded.indices.to_numpy(zero_copy_only=False)] if len(values) else np.zeros(0, np.int64)
    ordered = [values[i] for i in order]
    return Axis(name, grain, tuple(_label(value, grain) for value in ordered), tuple(ordered), code)


def _label(value: Any, grain: str) -> Any:
    return written(grain, value) if grain and value is not None else value


def _guard(table: pa.Table, columns: range, is_scale: bool) -> tuple[Integers, tuple[tuple[Any, ...], ...]]:
    """The scale or currency of each cell; a scale whose polarity is not said is best at its top."""
    if not columns:
        return np.zeros(table.num_rows, np.int64), ()
    rows = list(zip(*(table.column(i).to_pylist() for i in columns), strict=True))
    rows = [(scale, 1 if polarity is None else polarity) for scale, polarity in rows] if is_scale else rows
    kinds = sorted(set(rows), key=lambda row: tuple((part is None, str(part)) for part in row))
    place = {kind: position for position, kind in enumerate(kinds)}
    return np.array([place[row] for row in rows], np.int64), tuple(kinds)


def _key(column: pa.ChunkedArray, statistic: Statistic) -> Floats:
    values = _floats(column, missing=np.nan)
    return bin_midpoint(values, statistic.bin) if statistic.bin else values


def _floats(column: pa.ChunkedArray, missing: float = 0.0) -> Floats:
    return np.asarray(pc.fill_null(pc.cast(column, pa.float64()), missing).to_numpy(), np.float64)


def _without(found: Cells, dropped: np.ndarray[Any, np.dtype[np.bool_]]) -> Cells:
    if not dropped.any():
        return found
    kept = ~dropped
    axes = tuple(Axis(a.name, a.grain, a.labels, a.values, a.code[kept]) for a in found.axes)
    key = None if found.key is None else found.key[kept]
    return Cells(axes, found.guard[kept], found.guarded, key, {n: a[kept] for n, a in found.sums.items()})


def within(found: Cells, default: str = "", whole: bool = False) -> Cells:
    """Without the cells whose key lies off its scale (or is no whole number, when ``whole``)."""
    assert found.key is not None
    edges = [_edges(str(each[0] or default)) for each in found.guarded] or [(-np.inf, np.inf)]
    low, high = (np.array(side)[found.guard] for side in zip(*edges, strict=True))
    off = (found.key < low) | (found.key > high)
    return _without(found, off | (found.key != np.floor(found.key)) if whole else off)


def _edges(scale: str) -> tuple[float, float]:
    return bounds(scale) if scale else (-np.inf, np.inf)
