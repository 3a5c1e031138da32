"""Money beside a score, by hand and against plain Python, and what it refuses to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from statistics import mean, stdev
from typing import Any

import pytest

from auricle.query.fold import MixedCurrencies, ScaleUnknown
from auricle.query.guard import SinglesOut
from auricle.query.worth import NotAnAmount, NotScored
from auricle.workspace import Workspace

from .facts import FIRST, answer, batch, company

Opened = Callable[..., Workspace]


def order(key: int, customer: int, amount: str, **more: Any) -> dict[str, Any]:
    given = {"at": FIRST, "customer": f"c{customer}", "amount": Decimal(amount), "currency": "CNY", **more}
    return {"order": f"o{key}", **given}


def three_opinions() -> list[dict[str, Any]]:
    """Customers 0 to 4 are promoters, 5 to 9 passives, 10 to 14 detractors."""
    return [answer(i, (10.0, 7.0, 3.0)[i // 5]) for i in range(15)]


def test_everybody_counts_once_with_what_they_spent_and_nothing_counts_as_zero(workspace: Opened):
    """Promoters: 100, 200, 0, 0, 0: mean 60, standard deviation 89.44, standard error 40."""
    orders = [
        order(1, 0, "60"),
        order(2, 0, "40"),
        order(3, 1, "200"),
        order(4, 5, "50"),
        order(5, 2, "999", status="cancelled"),
    ]
    found = workspace({"answers": three_opinions(), "orders": orders}).worth("nps")
    assert [(row.by["opinion"], row.n, row.value) for row in found.rows] == [
        ("promoters", 5, 60.0), ("passives", 5, 10.0), ("detractors", 5, 0.0),
    ]  # fmt: skip
    assert found.rows[0].standard_error == pytest.approx(40)
    assert found.gap is not None
    assert found.gap.difference == 60.0
    assert found.currency == "CNY"


def test_only_the_last_answer_and_only_the_window_count(workspace: Opened):
    answers = [*three_opinions(), *(answer(100 + i, 2.0, customer=f"c{i}", day=3) for i in range(5))]
    orders = [order(1, 0, "60"), order(2, 0, "40", at=FIRST.replace(month=6))]
    ws = workspace({"answers": answers, "orders": orders})
    now = ws.worth("nps", from_="2025-01-01", to="2025-01-31")
    assert [(row.by["opinion"], row.n, row.value) for row in now.rows] == [
        ("passives", 5, 0.0),
        ("detractors", 10, 6.0),
    ]
    before = ws.worth("nps", from_="2025-01-01", to="2025-01-02")
    assert [row.n for row in before.rows] == [5, 5, 5]


@pytest.mark.parametrize(("measure", "is_best"), [("nps", lambda s: s >= 9), ("csat", lambda s: s >= 4)])
def test_a_generated_company_agrees_with_plain_python(acme: Workspace, measure: str, is_best: Callable[[float], bool]):
    facts, last, spent = company(), {}, defaultdict(Decimal)
    for row in sorted(facts["answers"], key=lambda row: (row["at"], row["answer"])):
        if row["kind"] == measure and row["score"] is not None and row["customer"]:
            last[row["customer"]] = row["score"]
    for row in facts["orders"]:
        if row["status"] != "cancelled" and row["amount"] is not None and row["customer"]:
            spent[row["customer"]] += row["amount"]
    theirs = [float(spent[customer]) for customer, score in last.items() if is_best(score)]
    best = acme.worth(measure).rows[0]
    assert best.n == len(theirs)
    assert best.value == pytest.approx(mean(theirs))
    assert best.standard_error == pytest.approx(stdev(theirs) / len(theirs) ** 0.5)


def test_a_group_below_the_floor_shows_nothing_and_does_not_follow_from_the_others(workspace: Opened):
    few = [*three_opinions()[:14], order(1, 0, "60")]
    found = workspace({"answers": few[:14], "orders": few[14:]}).worth("nps")
    assert [row.suppressed for row in found.rows].count(True) == 2
    assert all(row.n is None for row in found.rows if row.suppressed)
    assert found.gap is None


def test_a_filter_that_would_split_what_is_hidden_is_not_answered(workspace: Opened):
    """16 silver customers less 13 of one region would tell of the three of another."""
    people = [{"customer": f"c{i}", "region": "north" if i < 13 else "south"} for i in range(16)]
    answers = [*three_opinions(), answer(15, 3.0)]
    ws = workspace({"customers": people, "answers": answers, "orders": [order(1, 0, "60")]})
    assert all(row.suppressed for row in ws.worth("nps", where="customer.region = 'south'").rows)


def test_what_it_cannot_add_or_split_it_refuses(workspace: Opened):
    orders = [order(1, 0, "60"), order(2, 1, "60", currency="TWD")]
    ws = workspace({"answers": three_opinions(), "orders": orders})
    with pytest.raises(MixedCurrencies, match="CNY, TWD"):
        ws.worth("nps")
    with pytest.raises(NotScored, match="revenue is not a score"):
        ws.worth("revenue")
    with pytest.raises(NotAnAmount, match="orders does not add up"):
        ws.worth("nps", spent="orders")
    with pytest.raises(SinglesOut):
        ws.worth("nps", where="customer = 'c1'")


def test_a_score_without_a_scale_is_not_called_satisfied(workspace: Opened):
    ws = workspace({"answers": [answer(i, 4.0, kind="csat", scale=None) for i in range(6)]})
    with pytest.raises(ScaleUnknown, match="6 have none"):
        ws.worth("csat")


def test_money_without_a_currency_is_in_the_workspaces_own(workspace: Opened):
    ws = workspace({"answers": three_opinions()})
    ws.add(batch({"orders": [order(1, 0, "60", currency=None)]}))
    assert ws.worth("nps").currency == "CNY"
