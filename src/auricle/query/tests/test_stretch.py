"""A life read in stretches is the same life, whatever the length of a stretch."""

from __future__ import annotations

from decimal import Decimal

import pytest

from auricle.query.timeline import Event
from auricle.workspace import Workspace

from .conftest import Opened
from .facts import answer, batch, contract, day_of, feedback, interaction, order

LIFE = {
    "interactions": [interaction(n, 1 + n % 3, customer="c1") for n in range(11)],
    "orders": [order(n, customer="c1", day=1 + n % 4) for n in range(9)] + [order(90, customer="c2")],
    "contracts": [contract(1, "2025-01-02", None, customer="c1"), contract(2, "2025-01-03", None, customer="c1")],
    "feedback": [feedback(1, 2, customer="c1")],
    "answers": [answer(1, 9, customer="c1", day=2, feedback="f1"), answer(2, 9, customer="c1", day=2, feedback="gone")],
}


def stretches(ws: Workspace, limit: int) -> list[Event]:
    found: list[Event] = []
    before: Event | None = None
    while part := ws.stretch("c1", limit, before=before):
        assert len(part) <= limit
        found += part
        before = part[-1]
    return found


@pytest.mark.parametrize("limit", [1, 4, 100])
def test_stretches_together_are_the_timeline_backwards(workspace: Opened, limit: int) -> None:
    ws = workspace(LIFE)
    whole = [event for event in ws.timeline("c1") if event.key != "a1"]  # part of a feedback that is there
    assert stretches(ws, limit) == whole[::-1]
    assert sum(ws.tally("c1").values()) == len(whole)


def test_a_stretch_keeps_to_its_entities_and_its_days(workspace: Opened) -> None:
    ws = workspace(LIFE)
    assert {event.entity for event in ws.stretch("c1", 50, entities=("orders",))} == {"orders"}
    found = ws.stretch("c1", 50, from_="2025-01-02", to="2025-01-02")
    assert {day_of({"at": event.at}).isoformat() for event in found} == {"2025-01-02"}
    assert ws.tally("c1", "2031-01-01", "2031-12-31") == {}


def test_what_somebody_is_worth_is_counted_by_currency_and_without_what_was_cancelled(workspace: Opened) -> None:
    ws = workspace({"orders": [order(1, customer="c1", amount="7.10"), order(2, customer="c1", amount="0.20"),
                               order(3, customer="c1", amount="99", status="cancelled"),
                               order(4, customer="c1", amount="5", currency="USD")]})  # fmt: skip
    counted = ws.standing("c1")
    assert counted.orders == 3
    assert set(counted.revenue.values()) == {Decimal("7.30"), Decimal(5)}
    assert counted.points is None
    assert counted.contract is None
    assert counted.rows == {"orders": 4}


def test_points_are_those_issued_without_those_gone(workspace: Opened) -> None:
    moved = [("issued", 50), ("redeemed", 20), ("expired", 5)]
    ws = workspace({"orders": [order(1, customer="c1")]})
    rows = [{"movement": kind, "at": ws.facts("orders").column("at")[0].as_py(), "customer": "c1", "kind": kind,
             "points": Decimal(points)} for kind, points in moved]  # fmt: skip
    ws.add(batch({"points": rows}))
    assert ws.standing("c1").points == 25
