"""What a score is worth in money, from a workspace's facts: a curve, and the checks it must stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from ..analysis.coverage import Side, covered
from ..analysis.delay import Delays, DelaySums, best_delay
from ..analysis.estimator import Estimate, Floats
from ..analysis.mean import mean_of_sums
from ..analysis.response import OneScore, Response, response
from ..model.measure import Measure
from ..query.guard import guarded_by_filter, refuse_singling_out
from ..query.memory import Memory
from ..query.question import Question
from ..query.window import Window, countable
from ..query.worth import NotAnAmount
from ..sentence import sentence
from ..store.store import Store
from .movement import OpenWindow
from .purse_cells import ENOUGH, Cells, normal
from .purses import MONTH_DAYS, Times, delayed, heard, panel, purses
from .scoring import refuse_unscored

DAYS = 180
MOST_MONTHS = 12
ENOUGH_TO_CHOOSE = 100


class MoneyNotYet(ValueError):
    def __init__(self, ends: date, last: date):
        super().__init__(
            sentence(
                "the money is counted until {ends} and the data end on {last}; choose earlier days for the score, or "
                "fewer for the money",
                ends=ends.isoformat(),
                last=last.isoformat(),
            )
        )


class TooFewScores(ValueError):
    def __init__(self, customers: int):
        super().__init__(
            sentence(
                "{customers} customers gave this score, or all gave the same; too few to tell what a point is worth; "
                "choose longer periods",
                customers=customers,
            )
        )


@dataclass(frozen=True, slots=True)
class Matched:
    """Satisfied customers beside others who spent alike before and stand in the same segment.

    ``overlap`` is the share of customers for whom there is anybody to compare with.
    """

    gap: Estimate
    overlap: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the score speaks for: ``share`` of customers, and of money by ``heard.share_of_money``.

    ``verdict`` says whether those heard spend more or less than the unheard. ``groups`` are the
    shares of customers heard in each group of ``by``, None where too few.
    """

    share: float
    heard: Side
    unheard: Side
    verdict: str
    groups: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class ScoreAndMoney:
    """``curve`` is money after the score, by score; ``placebo`` the slope of money before it per point.

    Both slopes are linear and of customers who were there when the money before began (None where too
    few): ``after`` and ``placebo`` should differ if the score says something of its own. ``beyond`` is the
    slope of the money after with the money before taken into account, ``within`` that of the changes of
    customers who answered twice. ``groups`` are the curves of each group of ``by``, None where too few.
    ``delays`` are those of each 30 days after the answer (None where there are not two of them, or too few customers).
    """

    measure: str
    currency: str
    said: Window
    spent: Window
    where: str
    by: str
    curve: Response
    customers: int
    after: Estimate | None
    placebo: Estimate | None
    beyond: Estimate | None
    within: Estimate | None
    matched: Matched | None
    groups: Mapping[str, Response | None]
    coverage: Coverage
    delays: Delays | None
    query: str
    version: int


def score_and_money(
    question: Question, spent: Measure, store: Store, last_day: date, days: int = DAYS
) -> ScoreAndMoney:
    """What customers spent in the days after a score, by that score.

    The score comes first: each customer counts once, by their last answer in the window, with what they
    spent in the ``days`` after the window, and nothing counts as 0.

    Raises
        NotAScore, NotAnAmount, OpenWindow, NoDays, MoneyNotYet, TooFewScores, MixedCurrencies, MixedScales, SinglesOut,
        FilterError.
    """
    refuse_unscored(question.measure)
    if spent.entity != "orders" or spent.estimator != "total":
        raise NotAnAmount(spent.name)
    refuse_singling_out(question)
    if question.window.start is None or question.window.end is None:
        raise OpenWindow()
    times = Times.of(question.window, countable(days))
    assert times.said.end
    assert times.after.end
    if times.after.end > last_day:
        raise MoneyNotYet(times.after.end, last_day)
    if question.where and guarded_by_filter(replace(question, by=()), Memory(store)).total:
        raise TooFewScores(0)
    tree = purses(question, spent, times, store.spelling)
    cells = Cells.of(store.query(tree), question)
    by_score = cells.by_score(question.floor)
    if cells.n.sum() < ENOUGH or len(by_score.score) < 2:
        raise TooFewScores(int(cells.n.sum()))
    return ScoreAndMoney(
        question.measure.name,
        cells.currency,
        times.said,
        times.after,
        question.where,
        question.by[0] if question.by else "",
        response(by_score),
        int(cells.n.sum()),
        cells.slope("f"),
        cells.slope("p"),
        cells.slope("f", beside_before=True),
        _within(store.query(panel(question, spent, times, store.spelling)).to_pylist()[0]),
        _matched(cells, question),
        _groups(cells, question),
        _coverage(store.query(heard(question, spent, store.spelling)), question),
        _delays(question, spent, store, (last_day - times.said.end).days),
        tree.sql(store.spelling.dialect, pretty=True),
        store.version(),
    )


def _within(row: Mapping[str, Any]) -> Estimate | None:
    """Slope of what money changed by on what the score changed by, in customers who answered twice."""
    n = float(row["n"] or 0)
    if n < ENOUGH:
        return None
    s, m, ss, sm, mm = (float(row[name] or 0) for name in ("s", "m", "ss", "sm", "mm"))
    spread, along, total = ss - s * s / n, sm - s * m / n, mm - m * m / n
    if spread <= 0:
        return None
    slope = along / spread
    return normal(int(n), slope, float(np.sqrt(max(total - slope * along, 0) / (n - 2) / spread)))


def _delays(question: Question, spent: Measure, store: Store, days: int) -> Delays | None:
    """Which 30 days after an answer its score foretells best, of those that are over for everybody."""
    months = min(days // MONTH_DAYS, MOST_MONTHS)
    if months < 2:
        return None
    found = store.query(delayed(question, spent, months, store.spelling))
    columns = {name: np.asarray(found.column(name).to_numpy(), np.float64) for name in found.column_names}
    if columns["n"].sum() < ENOUGH_TO_CHOOSE:
        return None
    alone, together = (columns[name] for name in ("n", "s", "ss")), ("y", "yy", "sy")
    order = np.argsort(columns["block"])
    sums = [each[order] for each in alone]
    sums += [np.column_stack([columns[f"{name}{i}"][order] for i in range(months)]) for name in together]
    return best_delay(DelaySums(*sums))


def _matched(cells: Cells, question: Question) -> Matched | None:
    """The gap between the satisfied and the others within strata of past money and group, where there are both."""
    settled = cells.only(cells.settled > 0)
    strata: dict[tuple[Any, float], dict[int, Floats]] = {}
    for i, (group, purse, high) in enumerate(zip(settled.group, settled.purse, settled.high, strict=True)):
        sums = np.array([settled.sums[name][i] for name in ("n", "f", "ff")])
        sides = strata.setdefault((group, float(purse)), {})
        sides[int(high)] = sides.get(int(high), np.zeros(3)) + sums
    compared = [
        sides for sides in strata.values() if all(sides.get(h, np.zeros(3))[0] >= question.floor for h in (0, 1))
    ]
    total, matched = float(settled.n.sum()), sum(float(each[0]) for sides in compared for each in sides.values())
    if not compared or matched < ENOUGH:
        return None
    value = variance = 0.0
    for sides in compared:
        weight = (sides[0][0] + sides[1][0]) / matched
        low, high = (mean_of_sums(sides[h]) for h in (0, 1))
        value += weight * (high.value - low.value)
        variance += weight**2 * (high.standard_error**2 + low.standard_error**2)
    return Matched(normal(int(matched), value, float(np.sqrt(variance))), matched / total)


def _groups(cells: Cells, question: Question) -> dict[str, Response | None]:
    """The curve of each group; None where too few gave a score."""
    if not question.by:
        return {}
    found: dict[str, Response | None] = {}
    for value in dict.fromkeys(cells.group):
        some = cells.only(np.array([each == value for each in cells.group]))
        try:
            found[str(value or "")] = response(some.by_score(question.floor)) if some.n.sum() >= ENOUGH else None
        except OneScore:
            found[str(value or "")] = None
    return found


def _coverage(found: pa.Table, question: Question) -> Coverage:
    sums = np.column_stack([np.asarray(found.column(name).to_numpy(), np.float64) for name in ("n", "x", "xx")])
    was_heard = np.asarray(found.column("heard").to_numpy(), np.float64) > 0
    told = covered(*(sums[rows].sum(axis=0) for rows in (was_heard, ~was_heard)))
    groups: dict[str, float | None] = {}
    values = found.column("by_0").to_pylist() if question.by else []
    for value in dict.fromkeys(each for each in values if each != ""):
        inside = np.array([each == value for each in values])
        spoke, all_of_them = sums[inside & was_heard, 0].sum(), sums[inside, 0].sum()
        hides = 0 < spoke < question.floor or 0 < all_of_them - spoke < question.floor
        groups[str(value or "")] = None if hides else float(spoke / all_of_them)
    return Coverage(told.share, told.heard, told.unheard, told.verdict, groups)
