"""What a page of a measure shows, in numbers: the whole, its steps, its groups, its distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from auricle.analysis.top_box import UnknownScale, bounds
from auricle.model.dimension import UnknownDimension
from auricle.model.measure import Measure
from auricle.query.ask import NeedsPeriod, NotShared, OffScale, TooManyPeriods
from auricle.query.comparison import Change
from auricle.query.fold import MixedCurrencies, MixedScales, ScaleUnknown
from auricle.query.guard import SinglesOut
from auricle.query.question import CannotWeight
from auricle.query.result import Result, Row
from auricle.store.relation import FilterError
from auricle.web.platform.public import Span, in_words, remembered
from auricle.workspace import Workspace

from .asking import Asked

REFUSALS = (
    CannotWeight, FilterError, MixedCurrencies, MixedScales, NeedsPeriod, NotShared, OffScale, ScaleUnknown, SinglesOut,
    TooManyPeriods, UnknownDimension,
)  # fmt: skip
"""Why a question has no answer; the message says the next step."""

SCORED = ("score", "below_best")


@dataclass(frozen=True, slots=True)
class Distribution:
    """Answers by score on one scale; ``hidden`` scores were given by too few to show, and count in the ``total``."""

    scale: tuple[int, int]
    counts: Mapping[int, int]
    hidden: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """``groups`` and ``changes`` are by the dimensions asked; a change is found by its group's labels."""

    measure: Measure
    change: Change
    currency: str
    steps: tuple[Row, ...]
    groups: Result | None = None
    changes: Mapping[tuple[object, ...], Change] = field(default_factory=dict)
    distribution: Distribution | None = None
    trouble: str = ""

    @property
    def now(self) -> Row:
        return self.change.after

    @property
    def before(self) -> Row:
        return self.change.before

    @property
    def is_clear(self) -> bool:
        return self.change.verdict in ("higher", "lower")


def answer(workspace: Workspace, asked: Asked, span: Span, where: str) -> Answer:
    """The answer to a page's question; one of ``REFUSALS`` when there is none. ``where`` is the whole filter."""
    return remembered(workspace, ("answer", asked, span, where), lambda: _answered(workspace, asked, span, where))


def whole(workspace: Workspace, name: str, span: Span, where: str) -> Answer:
    """A measure as a whole, without its groups."""
    return remembered(workspace, ("whole", name, span, where), lambda: _whole(workspace, Asked(name), span, where, ()))


def _answered(workspace: Workspace, asked: Asked, span: Span, where: str) -> Answer:
    found = _whole(workspace, asked, span, where, (asked.grain or span.grain,))
    if asked.by:
        try:
            groups, changes = _grouped(workspace, asked, span, where)
        except REFUSALS as refusal:
            return replace(found, trouble=in_words(refusal))
        found = replace(found, groups=groups, changes=changes)
    return replace(found, distribution=_distribution(workspace, found.measure, asked, span, where))


def _whole(workspace: Workspace, asked: Asked, span: Span, where: str, by: tuple[str, ...]) -> Answer:
    now = workspace.measure(asked.name, by, where, span.start, span.end, asked.weighted)
    before = workspace.measure(asked.name, (), where, span.before_start, span.before_end, asked.weighted)
    change = now.compare(before).rows[0]
    steps = now.rows if by else ()
    return Answer(now.definition, change, now.currency or before.currency, steps)


def _grouped(
    workspace: Workspace, asked: Asked, span: Span, where: str
) -> tuple[Result, Mapping[tuple[object, ...], Change]]:
    now = workspace.measure(asked.name, asked.by, where, span.start, span.end, asked.weighted)
    before = workspace.measure(asked.name, asked.by, where, span.before_start, span.before_end, asked.weighted)
    changes = now.compare(before).rows
    return now, {tuple(change.by.values()): change for change in changes if change.by}


def _distribution(workspace: Workspace, measure: Measure, asked: Asked, span: Span, where: str) -> Distribution | None:
    """Bars of a measure that is made of scores; None for others and where the scale is not known."""
    if not set(measure.inputs) & set(SCORED) or measure.entity != "answers":
        return None
    try:
        found = workspace.measure(measure.name, ("scale", "score"), where, span.start, span.end)
        by_scale = workspace.measure(measure.name, ("scale",), where, span.start, span.end)
    except REFUSALS:
        return None
    rows = [row for row in found.rows if row.by["score"] is not None]
    scale = _main_scale(rows, measure)
    if scale is None:
        return None
    on_it = [row for row in rows if _bounds(row, measure) == scale and float(row.by["score"]).is_integer()]
    counts = {int(row.by["score"]): row.n or 0 for row in on_it if not row.suppressed}
    hidden = tuple(int(row.by["score"]) for row in on_it if row.suppressed)
    total = sum(row.n or 0 for row in by_scale.rows if _bounds(row, measure) == scale)
    return Distribution(scale, counts, hidden, total)


def _main_scale(rows: list[Row], measure: Measure) -> tuple[int, int] | None:
    answered: dict[tuple[int, int], int] = {}
    for row in rows:
        if scale := _bounds(row, measure):
            answered[scale] = answered.get(scale, 0) + (row.n or 0)
    return max(answered, key=answered.__getitem__, default=None)


def _bounds(row: Row, measure: Measure) -> tuple[int, int] | None:
    try:
        low, high = bounds(str(row.by["scale"] or ("0-10" if measure.estimator == "net_score" else "")))
    except UnknownScale:
        return None
    return int(low), int(high)
