"""What customers of each opinion spend: money beside a score, customer by customer.

Each customer counts once, by their last answer in the window, with what they spent in the same
window (nothing counts as 0). It is an association: whoever spends more may be happier for it, and
both may have a third reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..analysis.change import Change, Verdict, change
from ..analysis.estimator import Estimate, Floats, Integers, Sums
from ..analysis.mean import Mean
from ..analysis.top_box import bounds
from ..model.measure import Measure
from ..sentence import sentence
from ..store.store import Store
from .fold import Axis, MixedCurrencies, ScaleUnknown
from .guard import guarded_by_filter, refuse_singling_out
from .memory import Memory
from .privacy import conceal
from .question import Question
from .result import Row
from .spenders import spenders

PROMOTERS, PASSIVES, DETRACTORS = "promoters", "passives", "detractors"
SATISFIED, OTHERS = "satisfied", "others"
BOXES = 2
SCORED = ("net_score", "top_box", "mean_score")


class NotScored(ValueError):
    def __init__(self, measure: str):
        super().__init__(
            sentence(
                "{measure} is not a score that customers give; money stands beside measures of answers whose "
                "estimator is one of {scored}",
                measure=measure,
                scored=", ".join(SCORED),
            )
        )


class NotAnAmount(ValueError):
    def __init__(self, measure: str):
        super().__init__(
            sentence(
                "{measure} does not add up one column of orders; define it with estimator total over orders",
                measure=measure,
            )
        )


@dataclass(frozen=True, slots=True)
class Worth:
    """Spend per customer by opinion, the best first: promoters, passives, detractors or satisfied, others.

    Each row's ``n`` counts customers, its value is in ``currency``. ``gap`` is the first less the
    last, None where one of them is not shown. ``query`` made it.
    """

    rows: tuple[Row, ...]
    gap: Change | None
    currency: str
    query: str


def has_worth(measure: Measure) -> bool:
    return measure.entity == "answers" and measure.estimator in SCORED and not measure.per and not measure.over


def worth(question: Question, spent: Measure, store: Store) -> Worth:
    """What customers spent, by what they said; ``question`` is the score's, ``spent`` the measure of money.

    Raises
        NotScored: the measure is no score of answers. NotAnAmount: ``spent`` is no total of orders.
        ScaleUnknown, MixedCurrencies, SinglesOut, FilterError.
    """
    if not has_worth(question.measure):
        raise NotScored(question.measure.name)
    refuse_no_amount(spent)
    refuse_singling_out(question)
    tree = spenders(question, spent, store.spelling)
    cells = store.query(tree)
    currency = currency_of(cells, question.measure.name, question.currency)
    names, group = _opinions(cells, question.measure)
    rows = _concealed(question, store, names, group, cells)
    shown = [row for row in rows if row.value is not None]
    gap = _gap(shown[0], shown[-1]) if len(rows) > 1 and len(shown) == len(rows) else None
    return Worth(rows, gap, currency, tree.sql(store.spelling.dialect, pretty=True))


def refuse_no_amount(spent: Measure) -> None:
    if spent.entity != "orders" or spent.estimator != "total":
        raise NotAnAmount(spent.name)


def currency_of(cells: pa.Table, measure: str, own: str) -> str:
    ends = (cells.column(name).to_pylist() for name in ("first", "last"))
    found = sorted({value for column in ends for value in column if value is not None})
    if len(found) > 1:
        raise MixedCurrencies(measure, found)
    return str(found[0]) if found else own


def _opinions(cells: pa.Table, measure: Measure) -> tuple[tuple[str, ...], Integers]:
    """Names of the opinions and, per cell, which of them it is."""
    scores = np.asarray(cells.column("score").to_numpy(), np.float64)
    if measure.estimator == "net_score":
        group = np.where(scores >= 9, 0, np.where(scores >= 7, 1, 2))
        return (PROMOTERS, PASSIVES, DETRACTORS), group.astype(np.int64)
    scales, polarities = (cells.column(name).to_pylist() for name in ("scale", "polarity"))
    if None in scales:
        unknown = np.array([scale is None for scale in scales])
        raise ScaleUnknown(measure.name, int(floats(cells, "n")[unknown].sum()))
    pairs = zip(scales, polarities, strict=True)
    best = [bounds(scale)[0 if (polarity or 1) < 0 else 1] for scale, polarity in pairs]
    steps = np.abs(np.array(best, np.float64) - scores)
    return (SATISFIED, OTHERS), (steps >= measure.parameters.get("boxes", BOXES)).astype(np.int64)


def _concealed(
    question: Question, store: Store, names: tuple[str, ...], group: Integers, cells: pa.Table
) -> tuple[Row, ...]:
    sums: dict[str, Floats] = {
        name: np.bincount(group, floats(cells, name), len(names)).astype(np.float64) for name in ("n", "x", "xx")
    }
    found = Mean().estimate(Sums(len(names), sums))
    present = np.flatnonzero(found.n > 0)
    axis = Axis("opinion", "", names, names, present)
    hidden = conceal([axis], present[:, None], sums["n"][present], question.floor).groups
    closed = bool(question.where) and guarded_by_filter(question, Memory(store)).total
    return tuple(
        spent_row({"opinion": names[i]}, found[int(i)], closed or bool(gone))
        for i, gone in zip(present, hidden, strict=True)
    )


def spent_row(by: Mapping[str, Any], found: Estimate, hidden: bool) -> Row:
    if hidden:
        return Row(by, None, None, None, None, None, suppressed=True)
    parts = (found.value, found.low, found.high, found.standard_error)
    value, low, high, error = (None if np.isnan(part) else part for part in parts)
    return Row(by, found.n, value, low, high, error)


def _gap(best: Row, worst: Row) -> Change | None:
    found = change(_estimate(worst), _estimate(best))
    return None if found.verdict is Verdict.CANNOT_TELL else found


def _estimate(row: Row) -> Estimate:
    parts = (row.value, row.low, row.high, row.standard_error)
    return Estimate(row.n or 0, *(np.nan if part is None else part for part in parts))


def floats(cells: pa.Table, name: str) -> Floats:
    return np.asarray(cells.column(name).to_numpy(), np.float64)
