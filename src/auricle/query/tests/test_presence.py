"""Money by where customers were, by hand and against plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from statistics import mean, stdev
from typing import Any

import pytest

from auricle.query.guard import SinglesOut
from auricle.query.worth import NotAnAmount
from auricle.workspace import Workspace

from .facts import FIRST, answer, company

Opened = Callable[..., Workspace]


def visit(key: int, customer: int, touchpoint: str) -> dict[str, Any]:
    return {
        "interaction": f"i{key}",
        "at": FIRST,
        "activity": "visit",
        "customer": f"c{customer}",
        "touchpoint": touchpoint,
    }


def order(key: int, customer: int, amount: int) -> dict[str, Any]:
    return {"order": f"o{key}", "at": FIRST, "customer": f"c{customer}", "amount": Decimal(amount), "currency": "CNY"}


@pytest.fixture
def shop(workspace: Opened) -> Workspace:
    """Customers 0 to 4 came to the store, twice; 3 to 7 spoke of delivery; 8 came to the desk alone."""
    visits = [visit(i, i % 5, "store") for i in range(10)] + [visit(10, 8, "desk")]
    said = [answer(i, 9.0, customer=f"c{i}", touchpoint="delivery") for i in range(3, 8)]
    orders = [order(1, 0, 60), order(2, 0, 40), order(3, 4, 50), order(4, 9, 999)]
    return workspace({"interactions": visits, "answers": said, "orders": orders})


def test_everybody_counts_once_at_each_place_with_all_they_spent(shop: Workspace):
    """Store: 100, 0, 0, 0, 50: mean 30. Delivery: 0, 50, 0, 0, 0: mean 10. Who was nowhere is in neither."""
    found = shop.presence()
    assert [(row.by["touchpoint"], row.n, row.value) for row in found.rows] == [
        ("delivery", 5, 10.0),
        ("desk", None, None),
        ("store", 5, 30.0),
    ]
    assert found.rows[1].suppressed
    assert found.currency == "CNY"


def test_only_the_window_and_the_filter_count(shop: Workspace):
    assert shop.presence(from_="2030-01-01").rows == ()
    assert [row.by["touchpoint"] for row in shop.presence(where="touchpoint = 'store'").rows] == ["store"]


def test_a_generated_company_agrees_with_plain_python(acme: Workspace):
    facts = company()
    met: defaultdict[str, set[str]] = defaultdict(set)
    for row in (row for name in ("interactions", "feedback", "answers") for row in facts.get(name, ())):
        if row.get("touchpoint") and row.get("customer"):
            met[row["touchpoint"]].add(row["customer"])
    spent: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in facts["orders"]:
        if row["status"] != "cancelled" and row["amount"] is not None and row["customer"]:
            spent[row["customer"]] += row["amount"]
    found = acme.presence()
    assert {row.by["touchpoint"]: row.n for row in found.rows} == {name: len(who) for name, who in met.items()}
    for row in found.rows:
        theirs = [float(spent[customer]) for customer in met[row.by["touchpoint"]]]
        assert row.value == pytest.approx(mean(theirs))
        assert row.standard_error == pytest.approx(stdev(theirs) / len(theirs) ** 0.5)


def test_it_is_refused_by_person_or_of_what_is_no_money(shop: Workspace):
    with pytest.raises(SinglesOut):
        shop.presence("customer")
    with pytest.raises(NotAnAmount):
        shop.presence(spent="orders")
