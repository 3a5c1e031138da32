"""What was read is not read again while its facts stay, and is never told once they have changed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pyarrow as pa
import pytest
from sqlglot import parse_one

from auricle.model.cube import CUBES
from auricle.query.ask import Asker
from auricle.query.facts_behind import Extents
from auricle.query.memory import Memory, entities_read
from auricle.store.store import moves
from auricle.workspace import Workspace

from .conftest import Opened
from .facts import answer, batch, contract, feedback, interaction, order

ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("nps", {}),
    ("nps", {"by": ["month", "segment"], "where": "segment = 'new' or channel = 'web'"}),
    ("revenue", {"by": "month"}),
    ("repurchase_rate", {"from_": "2025-01-01", "to": "2025-12-31"}),
    ("response_rate", {}),
    ("gross_revenue_retention", {"by": "quarter", "from_": "2025-01-01", "to": "2025-12-31"}),
    ("coverage", {"from_": "2025-01-01", "to": "2025-03-31"}),
    ("interactions", {"by": "touchpoint"}),
)


def filled(workspace: Opened) -> Workspace:
    return workspace(
        {
            "customers": [{"customer": f"c{n}", "segment": "new" if n % 2 else "old"} for n in range(40)],
            "answers": [answer(n, n % 11, channel="web") for n in range(40)],
            "feedback": [feedback(n, customer=f"c{n}") for n in range(40)],
            "orders": [order(n, day=n % 60) for n in range(40)],
            "contracts": [contract(n, "2025-01-01", "2025-06-30") for n in range(9)],
            "interactions": [interaction(n, touchpoint="app") for n in range(9)],
        }
    )


def queries(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often the store was asked since the last time."""
    counted, ask = count(), ws.store.query
    monkeypatch.setattr(ws.store, "query", lambda tree: (next(counted), ask(tree))[1])
    return lambda: next(counted)


def test_what_was_read_is_read_again_only_when_its_own_facts_change(
    workspace: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = filled(workspace)
    for name, asked in ASKED:
        ws.measure(name, **asked)
    asked_so_far = queries(ws, monkeypatch)
    for name, asked in ASKED:
        ws.measure(name, **asked)
    assert asked_so_far() == 0
    ws.add(batch({"interactions": [interaction(100, touchpoint="app")]}))
    ws.measure("revenue", by="month")
    assert asked_so_far() == 1  # the counter itself
    ws.measure("interactions", by="touchpoint")
    assert asked_so_far() > 2


def test_what_is_asked_of_the_facts_themselves_is_remembered_too(
    workspace: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = filled(workspace)
    ws.measure("nps", by="month", use_cubes=False)
    asked_so_far = queries(ws, monkeypatch)
    again = ws.measure("nps", by="month", use_cubes=False)
    assert asked_so_far() == 0
    assert not again.from_cube


@pytest.mark.parametrize("change", range(7))
def test_no_answer_is_older_than_the_facts(workspace: Opened, change: int) -> None:
    ws = filled(workspace)
    changes: tuple[Callable[[], object], ...] = (
        lambda: ws.add(batch({"answers": [answer(90, 10, channel="web")], "feedback": [feedback(90, customer="c90")]})),
        lambda: ws.add(batch({"orders": [order(91, day=3), order(92, day=400)]})),
        lambda: ws.replace("customers", batch({"customers": [{"customer": "c3", "segment": "old"}]})["customers"]),
        lambda: ws.store.remove("answers", pa.array(["a1", "a2"])),
        lambda: ws.store.reassign(moves("c4", [], to="c5")),
        lambda: ws.store.erase("c6"),
        lambda: ws.add(batch({"contracts": [contract(95, "2025-02-01", None)], "interactions": [interaction(96)]})),
    )
    before = [ws.measure(name, **asked).rows for name, asked in ASKED]
    changes[change]()
    after = [ws.measure(name, **asked) for name, asked in ASKED]
    memory = Memory(ws.store, ws.store.cubes)
    ws._asker = Asker(memory, Extents(memory))
    anew = [ws.measure(name, **asked) for name, asked in ASKED]
    assert [found.rows for found in after] == [found.rows for found in anew]
    assert [found.explain().coverage for found in after] == [found.explain().coverage for found in anew]
    assert [found.rows for found in after] != before


def test_a_query_over_a_table_nobody_knows_is_taken_to_read_everything() -> None:
    def read(sql: str) -> tuple[str, ...]:
        return entities_read(parse_one(sql), CUBES)  # type: ignore[arg-type]

    assert read("select 1 from cube_orders_month join customers on true") == ("customers", "orders")
    assert read("with few as (select * from orders) select * from few") == ("orders",)
    assert read("select * from orders join elsewhere on true") == ()
