"""Asks a store for a measure: plan, one pass, fold, estimate, conceal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from ..analysis.estimator import Estimates, Integers, Statistic, Sums
from ..model import calendar
from ..model.dimension import GRAINS, UnknownDimension
from ..model.entities import entity
from ..sentence import sentence, sentence_of
from ..store.relation import FilterError
from ..store.store import Store
from . import fold
from .facts_behind import Extents, excluded
from .guard import guarded_by_filter, refuse_singling_out
from .memory import Memory, Planned
from .plan import SCALE, Pass, Rows, guards, plain, rows_of, shaped, statistic_of
from .privacy import Hidden, conceal
from .question import Question
from .result import Behind, Result, Row
from .shape import Period, is_repeat, mentioned
from .window import EVER

PERIODS = 1000


class NeedsPeriod(ValueError):
    def __init__(self, measure: str):
        super().__init__(
            sentence(
                "{measure} compares the end of a period with its start; say from and to, or group by a month "
                "or quarter",
                measure=measure,
            )
        )


class TooManyPeriods(ValueError):
    def __init__(self, measure: str, grain: str):
        super().__init__(
            sentence(
                "{measure} would look at over {periods} periods; choose a shorter window or a longer grain "
                "than {grain}",
                measure=measure,
                periods=PERIODS,
                grain=grain,
            )
        )


class NotShared(ValueError):
    def __init__(self, measure: str, error: Exception):
        super().__init__(
            sentence(
                "{measure} counts two things and both must be grouped and filtered alike: {error}",
                measure=measure,
                error=sentence_of(error),
            )
        )


class OffScale(ValueError):
    def __init__(self, measure: str, scale: str):
        super().__init__(
            sentence(
                "{measure} needs answers on 0-10 and some are on {scale}; correct the scale in the mapping",
                measure=measure,
                scale=scale,
            )
        )


@dataclass(frozen=True)
class Asker:
    """Asks a store and the cubes it keeps; ``extents`` is what is asked of every result."""

    memory: Memory
    extents: Extents

    @property
    def store(self) -> Store:
        return self.memory.store

    def ask(self, question: Question) -> Result:
        if opinion(question):
            refuse_singling_out(question)
        version = self.store.version()
        asked, cells = self._cells(question)
        groups = fold.groups(cells)
        fold.refuse_mixed(cells, asked, question.measure.name, groups)
        estimates = _estimates(question, cells, groups.group, groups.count)
        hidden = self._hidden(question, cells, groups, estimates)
        rows = tuple(_rows(cells, groups, estimates, hidden))
        behind = Behind(
            lambda: asked.tree.sql(self.store.spelling.dialect, pretty=True),
            lambda: self._total(question, cells, hidden.total),
            lambda: self.extents.coverage(question.window),
            lambda: excluded(question, self.store),
        )
        return Result(question, rows, asked.from_cube, version, _currency(cells, asked), behind)

    def _cells(self, question: Question) -> tuple[Pass, fold.Cells]:
        if question.measure.sides:
            return self._rate(question)
        kept = self._kept(question)
        asked = kept.planned
        cells = fold.cells(self.memory.rows(kept), asked)
        cells = fold.with_currency(cells, asked, question.currency)
        if asked.guards == SCALE and cells.key is not None:
            cells = _on_scale(question, cells)
        return asked, cells

    def _kept(self, question: Question) -> Planned:
        only = self._only(question)
        periods = tuple(self._periods(question)) if question.measure.over else ()
        name = question.measure.name
        asked = (name, question.by, question.window, question.where, question.weighted, only, periods)
        return self.memory.planned(asked, question.measure, lambda: self._plan(question, only, periods))

    def _only(self, question: Question) -> tuple[Any, ...] | None:
        """The scale or currency of all rows of a measure when there is but one: no need to group by it."""
        measure = question.measure
        guarded = guards(question)
        if not guarded or measure.over or measure.per or is_repeat(measure):
            return None
        ever = replace(question, by=guarded, window=EVER, where="", weighted=False)
        table = self.memory.rows(self._counted(ever, Rows(measure.entity, measure.where, measure.inputs)))
        *kinds, counts = (column.to_pylist() for column in table.columns)
        found = [kind for kind, n in zip(zip(*kinds, strict=True), counts, strict=True) if n]
        return found[0] if len(found) == 1 else None

    def _plan(self, question: Question, only: tuple[Any, ...] | None, periods: tuple[Period, ...]) -> Pass:
        measure, spelling = question.measure, self.store.spelling
        statistic = statistic_of(question)
        if measure.over or measure.per or is_repeat(measure):
            return shaped(question, statistic, spelling, list(periods))
        rows = rows_of(question)
        if only is None:
            return plain(question, rows, statistic, spelling, self.memory.cubes)
        found = plain(question, replace(rows, guards=()), statistic, spelling, self.memory.cubes)
        return replace(found, guards=rows.guards, only=only)

    def _rate(self, question: Question) -> tuple[Pass, fold.Cells]:
        sides = question.measure.sides
        assert sides is not None
        try:
            kept = [self._counted(question, Rows(side.entity, side.where, {})) for side in sides]
        except (UnknownDimension, FilterError) as error:
            raise NotShared(question.measure.name, error) from error
        tables = [_one_sided(self.memory.rows(each), position) for position, each in enumerate(kept)]
        both = pa.concat_tables(tables, promote_options="permissive")
        from_cube = all(each.planned.from_cube for each in kept)
        asked = replace(kept[0].planned, statistic=question.estimator.statistic, from_cube=from_cube)
        return asked, fold.cells(both, asked)

    def _counted(self, question: Question, rows: Rows) -> Planned:
        """How many rows there are of each group."""
        asked = (question.measure.name, question.by, question.window, question.where, rows.entity, rows.where)
        counted = Statistic({"n": ()})
        return self.memory.planned(
            asked, question.measure, lambda: plain(question, rows, counted, self.store.spelling, self.memory.cubes)
        )

    def _periods(self, question: Question) -> list[Period]:
        window = question.window
        grain = next((grain for grain in GRAINS if grain in question.by), "")
        if not window.start and not grain and "held_at_start" in _names(question):
            raise NeedsPeriod(question.measure.name)
        first, last = self.extents.days()
        end = window.end or max(last, window.start or last)
        start = window.start or min(first, end)
        if not grain:
            return [Period(start, end)]
        days = list(islice(calendar.periods(grain, start, end), PERIODS + 1))
        if len(days) > PERIODS:
            raise TooManyPeriods(question.measure.name, grain)
        return [Period(max(day, start), min(_last_day(grain, day), end)) for day in days]

    def _hidden(self, question: Question, cells: fold.Cells, groups: fold.Groups, estimates: Estimates) -> Hidden:
        if not opinion(question):
            return Hidden(np.zeros(groups.count, np.bool_), False, groups.codes[:0])
        n = estimates.n.astype(np.float64)
        if not question.where:
            return conceal(cells.axes, groups.codes, n, question.floor)
        split = guarded_by_filter(question, self.memory)
        forced = np.array([split.hides(_labels(cells, code)) for code in groups.codes], np.bool_)
        hidden = conceal(cells.axes, groups.codes, n, question.floor, forced)
        return replace(hidden, total=hidden.total or split.total)

    def _total(self, question: Question, cells: fold.Cells, hidden: bool) -> Row:
        if hidden:
            return _suppressed({})
        if (question.measure.over or question.measure.per) and question.by:
            return self.ask(replace(question, by=())).rows[0]
        group = np.zeros(len(cells.n), np.int64)
        estimates = _estimates(question, cells, group, 1)
        if fold.mixed(cells, group, 1)[0]:
            return Row({}, int(estimates.n[0]), None, None, None, None)
        return _row({}, estimates, 0)


def opinion(question: Question) -> bool:
    """Whether the privacy floor holds: something the measure reads is what people said."""
    return any(entity(name).opinion for name in question.measure.entities)


def _names(question: Question) -> set[str]:
    return mentioned(*question.measure.inputs.values(), question.measure.where)


def _estimates(question: Question, cells: fold.Cells, group: Integers, count: int) -> Estimates:
    sums: Sums = fold.sums(cells, group, count)
    return question.estimator.estimate(sums, weighted=question.weighted)


def _on_scale(question: Question, cells: fold.Cells) -> fold.Cells:
    """Cells whose score lies on its scale; those of a top box by their steps below the best."""
    measure = question.measure
    if measure.estimator == "net_score":
        wrong = next((str(scale) for scale, _ in cells.guarded if scale not in (None, "0-10")), "")
        if wrong:
            raise OffScale(measure.name, wrong)
        return fold.within(cells, default="0-10", whole=True)
    cells = fold.within(cells)
    return fold.below_best(cells, measure.name) if "below_best" in measure.inputs else cells


def _one_sided(table: pa.Table, position: int) -> pa.Table:
    """A count as numerator or denominator, with nothing on the other side."""
    count = table.column(table.num_columns - 1)
    nothing = pa.array(np.zeros(table.num_rows))
    by = {f"by_{i}": table.column(i) for i in range(table.num_columns - 1)}
    sides = [count, nothing] if position == 0 else [nothing, count]
    return pa.table({**by, "numerator": sides[0], "denominator": sides[1]})


def _last_day(grain: str, day: date) -> date:
    return date.fromordinal(calendar.next_first_day(grain, day).toordinal() - 1)


def _currency(cells: fold.Cells, asked: Pass) -> str:
    if asked.guards == SCALE or not asked.guards or len(cells.guarded) != 1:
        return ""
    return str(cells.guarded[0][0] or "")


def _labels(cells: fold.Cells, code: Iterable[int]) -> dict[str, Any]:
    return {axis.name: axis.labels[i] for axis, i in zip(cells.axes, code, strict=True)}


def _rows(cells: fold.Cells, groups: fold.Groups, estimates: Estimates, hidden: Hidden) -> Iterable[Row]:
    """The groups in the order of their labels; those of nobody that must look like those of few, too."""
    codes = np.concatenate([groups.codes, hidden.absent])
    order = np.lexsort(codes.T[::-1]) if len(hidden.absent) else np.arange(len(codes))
    for position in order.tolist():
        by = _labels(cells, codes[position])
        is_hidden = position >= groups.count or hidden.groups[position]
        yield _suppressed(by) if is_hidden else _row(by, estimates, position)


def _row(by: Mapping[str, Any], estimates: Estimates, position: int) -> Row:
    parts = (estimates.value, estimates.low, estimates.high, estimates.standard_error)
    value, low, high, error = (None if np.isnan(part[position]) else float(part[position]) for part in parts)
    return Row(by, int(estimates.n[position]), value, low, high, error)


def _suppressed(by: Mapping[str, Any]) -> Row:
    return Row(by, None, None, None, None, None, suppressed=True)


__all__ = ["Asker", "NeedsPeriod", "NotShared", "OffScale", "guards", "opinion"]
