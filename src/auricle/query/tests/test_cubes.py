"""A result from a cube is the result from the facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auricle.query.result import Result, Row
from auricle.workspace import Workspace, create

from .conftest import Opened
from .facts import answer, batch, order

NAMES = {
    "nps": ["month", "week", "channel", "touchpoint", "segment", "score"],
    "csat": ["quarter", "channel", "segment"],
    "ces1": ["day", "touchpoint"],
    "revenue": ["month", "status", "delivery", "currency", "segment"],
    "average_order": ["week", "region", "channel"],
    "orders": ["day", "delivery"],
    "on_time_delivery": ["month", "channel", "delivery"],
    "talk_time": ["activity", "outcome", "month"],
    "response_rate": ["channel", "month", "segment"],
    "complaint_rate": ["month", "channel", "segment"],
    "error_rate": ["outcome", "channel"],
}
FILTERS = ["", "segment = 'gold'", "channel <> 'web'", "month >= '2025-02' or channel is null", "segment is not null"]
DAYS = st.dates(date(2024, 12, 20), date(2025, 4, 10))


def same(one: Row, other: Row) -> bool:
    numbers = ("n", "value", "low", "high", "standard_error")
    pairs = [(getattr(one, name), getattr(other, name)) for name in numbers]
    return one.by == other.by and one.suppressed == other.suppressed and all(_near(a, b) for a, b in pairs)


def _near(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else a == pytest.approx(b, rel=1e-9, abs=1e-9)


def both(ws: Workspace, *asked: object, **more: object) -> tuple[Result, Result]:
    return ws.measure(*asked, **more), ws.measure(*asked, **more, use_cubes=False)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_cube_answers_as_the_facts_do(acme: Workspace, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(NAMES)))
    by = data.draw(st.lists(st.sampled_from(NAMES[name]), unique=True, max_size=3))
    where = data.draw(st.sampled_from(FILTERS))
    edges = sorted(data.draw(st.tuples(DAYS, DAYS))) if data.draw(st.booleans()) else (None, None)
    weighted = name == "nps" and data.draw(st.booleans())
    cube, facts = both(acme, name, by=by, where=where, from_=edges[0], to=edges[1], weighted=weighted)
    assert cube.from_cube
    assert not facts.from_cube
    assert len(cube.rows) == len(facts.rows)
    assert all(same(one, other) for one, other in zip(cube.rows, facts.rows, strict=True))
    assert same(cube.total, facts.total)


@pytest.fixture(scope="module")
def seasons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Four months of answers, and a dimension of the workspace's own that a day in one of them decides."""
    folder = tmp_path_factory.mktemp("seasons") / "acme"
    create(folder, zone="Asia/Shanghai").close()
    season = "case when day < '2025-02-10' then 'first' else 'second' end"
    with (folder / "auricle.yaml").open("a") as settings_:
        settings_.write(f'dimensions: {{season: {{entity: answers, expression: "{season}"}}}}\n')
    with Workspace(folder) as ws:
        ws.add(batch({"answers": [answer(i, float(i % 11), day=i % 120, channel="web") for i in range(400)]}))
        yield ws


@pytest.mark.parametrize(
    ("asked", "cube"),
    [
        ({}, "cube_answers_month"),
        ({"by": ["quarter", "channel"], "where": "year = '2025' and month >= '2025-02'"}, "cube_answers_month"),
        ({"by": "month", "from_": "2025-01-01", "to": "2025-02-28"}, "cube_answers_month"),
        ({"from_": "2025-03-01"}, "cube_answers_month"),
        ({"by": "week"}, "cube_answers"),
        ({"by": "month", "from_": "2025-01-02"}, "cube_answers"),
        ({"by": "month", "to": "2025-02-27"}, "cube_answers"),
        ({"by": "channel", "where": "day >= '2025-02-01'"}, "cube_answers"),
        ({"where": "season = 'first'"}, "cube_answers"),  # a dimension of its own that days make
    ],
)
def test_months_answer_what_no_day_can_change(seasons: Workspace, asked: dict[str, object], cube: str) -> None:
    found, facts = both(seasons, "nps", **asked)
    assert f'FROM "{cube}"' in found.query
    assert len(found.rows) == len(facts.rows)
    assert all(same(one, other) for one, other in zip(found.rows, facts.rows, strict=True))


@pytest.mark.parametrize(
    ("name", "by", "where"),
    [
        ("nps", "survey", "customer.region = 'north'"),  # a name the cube does not hold
        ("nps", "unit", ""),
        ("handling_time", "month", ""),  # a sum of three values
        ("page_load_p50", "month", ""),  # a histogram of a value
        ("repurchase_rate", "month", ""),  # needs customers
        ("orders", "month", "amount > 100"),  # a value in a filter
    ],
)
def test_what_a_cube_does_not_hold_is_read_from_the_facts(acme: Workspace, name: str, by: str, where: str) -> None:
    assert not acme.measure(name, by=by, where=where).from_cube


def test_a_cube_follows_every_change_of_the_facts(workspace: Opened) -> None:
    ws = workspace({"answers": [answer(i, float(i % 11), channel="web") for i in range(30)]})
    ws.replace("answers", batch({"answers": [answer(i, 10, channel="app") for i in range(10)]})["answers"])
    ws.erase("c12")
    ws.add(batch({"customers": [{"customer": f"c{i}", "segment": "gold"} for i in range(20)]}))
    for by in ("channel", "segment"):
        cube, facts = both(ws, "nps", by=by)
        assert [row.by for row in cube.rows] == [row.by for row in facts.rows]
        assert all(same(one, other) for one, other in zip(cube.rows, facts.rows, strict=True))


def test_amounts_of_a_cube_are_exact_to_the_cent(workspace: Opened) -> None:
    ws = workspace({"orders": [order(i, amount="0.10") for i in range(1000)]})
    cube, facts = both(ws, "revenue")
    assert cube.total.value == facts.total.value == pytest.approx(100.0, abs=1e-12)


def test_a_cube_holds_all_of_one_large_batch(workspace: Opened) -> None:
    """More cells than fit one row group of the engine: inserts into a temporary table lost them all."""
    ws, cells = workspace(), 200_000
    days = np.datetime64("2020-01-01T12:00:00.000000") + (np.arange(cells) % 2000).astype("timedelta64[D]")
    ids = pa.array(np.arange(cells).astype(str))
    touchpoints = pa.array((np.arange(cells) // 2000).astype(str))
    same = {"question": "q", "kind": "nps", "scale": "0-10"}
    answers = {
        "answer": ids,
        "feedback": ids,
        "at": pa.array(days).cast(pa.timestamp("us", tz="UTC")),
        "touchpoint": touchpoints,
        "score": pa.array(np.full(cells, 9.0)),
        **{name: pa.array([value] * cells) for name, value in same.items()},
    }
    ws.add({"answers": pa.table(answers)})
    found = ws.measure("nps")
    assert found.from_cube
    assert found.total.n == cells
