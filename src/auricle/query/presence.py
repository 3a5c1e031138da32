"""What customers spend who were at a touchpoint, or spoke of it: money by where people are met.

Each customer counts once at every touchpoint they were at in the window, with all they ordered in
the same window, wherever they ordered it (nothing counts as 0). So the touchpoints share customers
and their money, and no touchpoint is said to have caused it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.estimator import Floats, Sums
from ..analysis.mean import Mean
from ..model.measure import Measure
from ..store.store import Store
from .guard import refuse_singling_out
from .question import Question
from .result import Row
from .spenders import visitors
from .worth import currency_of, floats, refuse_no_amount, spent_row


@dataclass(frozen=True, slots=True)
class Presence:
    """Spend per customer by where they were; each row's ``n`` counts customers, its value is in ``currency``."""

    by: str
    rows: tuple[Row, ...]
    currency: str
    query: str


def presence(question: Question, store: Store) -> Presence:
    """What was spent, per customer, by the one name of ``question.by``; its measure is that of the money.

    Raises
        NotAnAmount: the measure is no total of orders. MixedCurrencies, SinglesOut, FilterError.
    """
    (by,) = question.by
    spent: Measure = question.measure
    refuse_no_amount(spent)
    refuse_singling_out(question)
    tree = visitors(question, spent, store.spelling)
    cells = store.query(tree)
    currency = currency_of(cells, spent.name, question.currency)
    sums: dict[str, Floats] = {name: floats(cells, name) for name in ("n", "x", "xx")}
    found = Mean().estimate(Sums(cells.num_rows, sums))
    few = sums["n"] < question.floor
    places = cells.column("place").to_pylist()
    rows = (spent_row({by: place}, found[i], bool(few[i])) for i, place in enumerate(places))
    ordered = tuple(sorted(rows, key=lambda row: str(row.by[by])))
    return Presence(by, ordered, currency, tree.sql(store.spelling.dialect, pretty=True))
