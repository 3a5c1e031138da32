"""What goes with a score, and how much: drivers from a workspace's facts, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np

from ..analysis.block_sums import BlockSums, correlations
from ..analysis.change import change
from ..analysis.drivers import Driver, Drivers, summed_drivers
from ..analysis.estimator import Estimate
from ..analysis.intervals import normal_quantile
from ..query.guard import guarded_by_filter, refuse_singling_out
from ..query.memory import Memory
from ..query.question import Question
from ..query.window import Window
from ..sentence import sentence
from ..store.store import Store
from .gathering import (
    ENOUGH_ROWS,
    ROWS_A_DRIVER,
    Gathered,
    LeftOut,
    Progress,
    TooFewToExplain,
    distinct,
    gathered,
    useful,
)
from .outcomes import SPENT, Outcome, currency_spent, observed
from .scoring import refuse_unscored
from .wide import ANSWERS, Candidate, candidates, wide

ALIKE = 0.8
SCORE = "score"
"""What is explained when nothing else is said: the score itself."""


class FilterTellsTooMuch(ValueError):
    def __init__(self, floor: int):
        super().__init__(
            sentence(
                "the filter leaves out fewer than {floor} answers or keeps as few; choose a wider one", floor=floor
            )
        )


class NothingDiffers(ValueError):
    def __init__(self, measure: str, n: int):
        super().__init__(
            sentence(
                "nothing differs among {n} answers to {measure}, so there is nothing to explain; choose other days",
                n=n,
                measure=measure,
            )
        )


@dataclass(frozen=True, slots=True)
class Explained:
    """One driver. ``share`` of the target's variance; ``slope`` in the target's unit per unit of it.

    ``is_clear`` where it tells something of its own, beyond what it has in common with the others.
    ``odds`` are log odds of a higher answer per unit, from the check that takes answers as an order; None
    where it could not be made.
    """

    candidate: Candidate
    share: Estimate
    correlation: float
    slope: Estimate
    mean: Estimate
    is_clear: bool
    odds: Estimate | None

    @property
    def agrees(self) -> bool | None:
        """Whether the check of the order says the same of its direction; None where it says nothing."""
        if self.odds is None or not self.is_clear:
            return None
        return (self.odds.value > 0) == (self.slope.value > 0)


@dataclass(frozen=True, slots=True)
class Group:
    """Drivers of one group; ``beside`` says of each driver's mean whether it is higher or lower than in all."""

    value: Any
    n: int
    explained: Estimate
    drivers: tuple[Explained, ...]
    beside: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WhatDrives:
    """Drivers in the order of their shares, which sum to ``explained``; the rest nobody explains.

    ``n`` answers had every column, of ``answers`` in all. ``alike`` are pairs that move together so
    much (correlation beyond .8) that the line between their shares is thin. ``target`` is the score, or what
    customers did in the ``days`` after they gave it: ``returned`` or ``spent``, which is in ``currency``.
    """

    measure: str
    target: str
    days: int
    unit: str
    currency: str
    window: Window
    where: str
    by: str
    families: tuple[str, ...]
    n: int
    answers: int
    explained: Estimate
    drivers: tuple[Explained, ...]
    left_out: tuple[LeftOut, ...]
    alike: tuple[tuple[Candidate, Candidate, float], ...]
    groups: tuple[Group, ...]
    too_small: tuple[Any, ...]
    query: str
    version: int


def what_drives(
    question: Question,
    store: Store,
    families: tuple[str, ...] = (ANSWERS,),
    outcome: Outcome | None = None,
    last_day: date | None = None,
    *,
    resamples: int = 1000,
    progress: Progress | None = None,
) -> WhatDrives:
    """Each driver's exact share of the differences in a score, with block-bootstrap intervals over customers.

    Rows stream from one query into sums by block, so memory does not grow with the answers. A
    column known for fewer than half of the answers, one that says the same everywhere and one that
    repeats another are left out by name; of the rest only complete rows count.

    Parameters
        question: a score; ``by`` at most one dimension, whose groups are explained apart.
        families: of answers, themes, operations.
        outcome: what is explained instead of the score, which then is one of the answers; only answers whose days
            after are over by ``last_day`` count.
    Raises
        NotAScore, NothingToExplain, NothingExplains, NothingDiffers, TooFewToExplain, FilterTellsTooMuch, SinglesOut,
        NotOverYet, MixedScales, MixedCurrencies, ScaleUnknown, FilterError.
    """
    say = progress or (lambda what, done, total: None)
    refuse_unscored(question.measure)
    refuse_singling_out(question)
    if outcome and last_day:
        question = observed(question, outcome, last_day)
    if question.where and guarded_by_filter(replace(question, by=()), Memory(store)).total:
        raise FilterTellsTooMuch(question.floor)
    say("looking for what could explain it", 0, 0)
    offered = tuple(candidates(question, families, store, outcome))
    table = wide(question, offered, store.spelling, outcome)
    answers, kept, left_out = useful(table, question, store)
    currency = currency_spent(question, outcome, store) if outcome else ""
    rows = gathered(wide(question, kept, store.spelling, outcome), question, store, answers, say, outcome)
    order, dropped = distinct(rows.sums, kept)
    left_out += dropped
    if rows.sums.rows < max(ENOUGH_ROWS, ROWS_A_DRIVER * len(order)):
        raise TooFewToExplain(rows.sums.rows, len(order))
    if not rows.sums.spread(rows.sums.total)[0][len(kept)] > 0:
        raise NothingDiffers(question.measure.name, rows.sums.rows)
    say("drawing customers again", 0, 0)
    found = _drivers(rows.sums, order, kept, resamples)
    is_ordered = outcome is None or outcome.kind != SPENT
    odds = rows.odds([kept[i] for i in order], order) if is_ordered else {}
    explained = tuple(sorted((_explained(d, kept, odds) for d in found.drivers), key=lambda d: -d.share.value))
    groups, too_small = _groups(rows, order, kept, explained, resamples, say)
    return WhatDrives(
        question.measure.name,
        outcome.kind if outcome else SCORE,
        outcome.days if outcome else 0,
        outcome.unit if outcome else question.measure.unit,
        currency,
        question.window,
        question.where,
        question.by[0] if question.by else "",
        families,
        rows.sums.rows,
        answers,
        found.explained,
        explained,
        tuple(left_out),
        _alike(rows.sums, order, kept),
        groups,
        too_small,
        table.select.sql(store.spelling.dialect, pretty=True),
        store.version(),
    )


def _drivers(sums: BlockSums, order: Sequence[int], kept: Sequence[Candidate], resamples: int) -> Drivers:
    target = len(kept)
    chosen = sums.only([*order, target, target + 1])
    names = [str(i) for i in order]
    random = np.random.default_rng(0)
    return summed_drivers(names, chosen, outcome=len(order) + 1, resamples=resamples, random=random)


def _explained(driver: Driver, kept: Sequence[Candidate], odds: Mapping[str, Estimate]) -> Explained:
    each = kept[int(driver.name)]
    spread = (driver.high - driver.low) / (2 * normal_quantile(0.95))
    share = Estimate(driver.slope.n, driver.share, driver.low, driver.high, spread)
    return Explained(each, share, driver.correlation, driver.slope, driver.mean, driver.is_clear, odds.get(each.name))


def _alike(
    sums: BlockSums, order: Sequence[int], kept: Sequence[Candidate]
) -> tuple[tuple[Candidate, Candidate, float], ...]:
    related = correlations(sums.total)[0]
    pairs = ((i, j, float(related[i, j])) for i, j in combinations(order, 2))
    return tuple((kept[i], kept[j], r) for i, j, r in pairs if abs(r) > ALIKE)


def _groups(
    gathered: Gathered,
    order: Sequence[int],
    kept: Sequence[Candidate],
    whole: Sequence[Explained],
    resamples: int,
    say: Progress,
) -> tuple[tuple[Group, ...], tuple[Any, ...]]:
    """Drivers of each group that is large enough, the largest first, and the groups that are not."""
    least = max(ENOUGH_ROWS, ROWS_A_DRIVER * len(order))
    sized = sorted(gathered.groups.items(), key=lambda item: (-item[1].rows, str(item[0])))
    groups = []
    for done, (value, sums) in enumerate(sized):
        say("explaining groups", done, len(sized))
        if sums.rows < least:
            continue
        found = _drivers(sums, order, kept, resamples)
        by_name = {kept[int(d.name)].name: _explained(d, kept, {}) for d in found.drivers}
        drivers = tuple(by_name[each.candidate.name] for each in whole)
        beside = {a.candidate.name: change(a.mean, b.mean).verdict.value for a, b in zip(whole, drivers, strict=True)}
        groups.append(Group(value, found.n, found.explained, drivers, beside))
    return tuple(groups), tuple(value for value, sums in sized if sums.rows < least)
