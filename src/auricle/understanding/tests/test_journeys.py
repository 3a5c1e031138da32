"""Journeys from the facts: the outside numbers, a plain count of the same rows, and both engines alike."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

import auricle
from auricle.analysis import journeys as plain
from auricle.analysis.funnel import TooFewSteps
from auricle.model.entities import entity
from auricle.sources import parse_mapping, run
from auricle.understanding import journeys
from auricle.understanding.funnels import NobodyBegan
from auricle.understanding.journeys import NoSteps, TooManySteps, frequent_paths
from auricle.understanding.steps import NotARun, NotAStep, Steps
from auricle.workspace import Workspace

ROOT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("AURICLE_SHARED_DATA", ROOT.parent / "shared" / "data"))
NOON = datetime(2025, 1, 1, 4, tzinfo=UTC)
ENGINES = ["duckdb", *(["chdb"] if importlib.util.find_spec("chdb") else [])]
Row = dict[str, Any]


def opened(folder: Path, engine: str = "duckdb") -> Workspace:
    auricle.create(folder, zone="Asia/Shanghai", currency="CNY").close()
    settings = folder / "auricle.yaml"
    settings.write_text(settings.read_text().replace("engine: duckdb", f"engine: {engine}"))
    return auricle.open(folder)


def happened(*rows: Row) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=entity("interactions").schema)


def step(key: int, customer: str | None, hours: float, activity: str, **more: Any) -> Row:
    at = NOON + timedelta(hours=hours)
    return {"interaction": f"i{key:04}", "customer": customer, "at": at, "activity": activity, **more}


def wandering() -> list[Row]:
    """Customers who wander about, some things happening at one moment."""
    chance = Random(11)
    names, channels = ["ask", "look", "buy", "call"], ["web", "store", "app"]
    return [
        step(key, f"c{chance.randrange(40)}", chance.randrange(400) / 2, chance.choice(names),
             channel=chance.choice(channels), journey=f"j{chance.randrange(60)}", touchpoint=chance.choice("xyz"))
        for key in range(600)
    ]  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("acme") / "acme", request.param) as workspace:
        workspace.add({"interactions": happened(*wandering(), step(9000, None, 1, "ask"))})
        yield workspace


@pytest.mark.parametrize(("run", "name"), [("customer", "activity"), ("journey", "touchpoint")])
def test_the_map_is_what_a_plain_count_of_the_same_rows_says(company: Workspace, run: str, name: str) -> None:
    rows = sorted(wandering(), key=lambda row: (row["at"], row["interaction"]))
    expected = plain.journey_map(
        *([row[part] for row in rows] for part in (run, name)), [row["at"].timestamp() for row in rows]
    )
    found = company.journeys(run, name)
    assert (found.runs, found.events, found.variants) == (expected.runs, expected.events, len(expected.variants))
    moves = {(move.before, move.after): (move.n, pytest.approx(move.mean_seconds)) for move in found.moves}
    assert moves == {(edge.before, edge.after): (edge.count, edge.mean_seconds) for edge in expected.edges}
    assert {stop.step: stop.starts for stop in found.stops if stop.starts} == expected.starts
    assert {stop.step: stop.ends for stop in found.stops if stop.ends} == expected.ends
    assert {path.steps: path.runs for path in found.paths} == {v.activities: v.runs for v in expected.variants}


def _agrees(company: Workspace, rows: list[Row], run: str = "customer", where: str = "") -> None:
    rows = sorted(rows, key=lambda row: (row["at"], row["interaction"]))
    expected = plain.journey_map(
        *([row[part] for row in rows] for part in (run, "activity")), [row["at"].timestamp() for row in rows]
    )
    found = company.journeys(run, where=where)
    moves = {(move.before, move.after): (move.n, pytest.approx(move.mean_seconds)) for move in found.moves}
    assert moves == {(edge.before, edge.after): (edge.count, edge.mean_seconds) for edge in expected.edges}
    assert {stop.step: stop.ends for stop in found.stops if stop.ends} == expected.ends
    taken = {name: [row[run] for row in rows if row["activity"] == name] for name in {row["activity"] for row in rows}}
    for stop in found.stops:
        runs = taken[stop.step]
        assert (stop.n, stop.runs) == (len(runs), len(set(runs)))
        assert stop.repeating == sum(runs.count(one) > 1 for one in set(runs))
    assert found.variants == len(expected.variants)


@pytest.mark.parametrize("share", [0.02, 0.5])
def test_what_arrives_late_is_counted_where_it_belongs(tmp_path: Path, share: float) -> None:
    with opened(tmp_path / "acme") as workspace:
        chance = Random(5)
        early = wandering()
        late = [step(1000 + key, f"c{chance.randrange(40)}", chance.randrange(400) / 2, "call", journey=f"j{key % 60}")
                for key in range(int(600 * share))]  # fmt: skip
        workspace.add({"interactions": happened(*early)})
        workspace.add({"interactions": happened(*late)})
        for run in ("customer", "journey"):
            _agrees(workspace, early + late, run)
        workspace.store.compact()
        _agrees(workspace, early + late)


def test_only_the_customers_of_a_segment_are_followed(tmp_path: Path) -> None:
    gold = {f"c{number}" for number in range(0, 40, 3)}
    with opened(tmp_path / "acme") as workspace:
        segments = [{"customer": f"c{n}", "segment": "gold" if f"c{n}" in gold else "basic"} for n in range(40)]
        customers = pa.Table.from_pylist(segments, schema=entity("customers").schema)
        workspace.add({"customers": customers, "interactions": happened(*wandering())})
        _agrees(workspace, [row for row in wandering() if row["customer"] in gold], where="segment = 'gold'")


def test_more_steps_than_bits_are_reached_as_well(tmp_path: Path) -> None:
    chance = Random(3)
    rows = [step(key, f"c{chance.randrange(9)}", key, f"page {chance.randrange(90)}") for key in range(400)]
    with opened(tmp_path / "acme") as workspace:
        workspace.add({"interactions": happened(*rows)})
        _agrees(workspace, rows)


def test_ids_for_names_make_no_map(tmp_path: Path) -> None:
    with opened(tmp_path / "acme") as workspace:
        workspace.add({"interactions": happened(*(step(key, "ann", key, f"order {key}") for key in range(2100)))})
        with pytest.raises(TooManySteps, match="more than 2000"):
            workspace.journeys()


def test_who_comes_again_is_counted_once_per_run(company: Workspace) -> None:
    taken: dict[tuple[str, str], int] = {}
    for row in wandering():
        taken[row["activity"], row["customer"]] = taken.get((row["activity"], row["customer"]), 0) + 1
    for stop in company.journeys().stops:
        mine = [n for (name, _), n in taken.items() if name == stop.step]
        assert (stop.runs, stop.repeating, stop.n) == (len(mine), sum(n > 1 for n in mine), sum(mine))


def test_the_median_is_known_to_the_width_of_a_cell(company: Workspace) -> None:
    rows = sorted(wandering(), key=lambda row: (row["customer"], row["at"], row["interaction"]))
    waited: dict[tuple[str, str], list[float]] = {}
    for before, after in pairwise(rows):
        if before["customer"] == after["customer"]:
            seconds = (after["at"] - before["at"]).total_seconds()
            waited.setdefault((before["activity"], after["activity"]), []).append(seconds)
    for move in company.journeys().moves:
        inside = sorted(waited[move.before, move.after])
        assert move.median_seconds == pytest.approx(inside[(len(inside) - 1) // 2], rel=0.026)


def test_a_funnel_takes_the_first_time_after_the_step_before(company: Workspace) -> None:
    found = company.funnel(["ask", "look", "buy"])
    reached = [0, 0, 0]
    for customer in {row["customer"] for row in wandering()}:
        mine = sorted((row["at"], row["activity"]) for row in wandering() if row["customer"] == customer)
        since = NOON - timedelta(days=1)
        for place, name in enumerate(["ask", "look", "buy"]):
            later = [at for at, activity in mine if activity == name and at >= since]
            if not later:
                break
            since, reached[place] = later[0], reached[place] + 1
    assert [part.reached for part in found.steps] == reached


@pytest.mark.parametrize("share", [0.05, 0.6])
def test_a_funnel_counts_what_arrives_late_where_it_belongs(tmp_path: Path, share: float) -> None:
    """Facts of a case lie by customer, so that a case of several comes in any order."""
    chance = Random(5)
    names, rows = ["ask", "look", "buy"], []
    for case in range(200):
        several = chance.random() < share
        for place in range(6):
            who = f"c{chance.randrange(90) if several else case:03}"
            rows.append(step(10 * case + place, who, chance.randrange(50), chance.choice(names), journey=f"j{case:03}"))
    with opened(tmp_path / "acme") as workspace:
        workspace.add({"interactions": happened(*rows)})
        found = workspace.funnel(names, run="journey")
    reached = [0] * len(names)
    waited = []
    for case in range(200):
        mine = [(row["at"], row["activity"]) for row in rows if row["journey"] == f"j{case:03}"]
        before = None
        for place, name in enumerate(names):
            here = min((at for at, what in mine if what == name and (before is None or at >= before)), default=None)
            if here is None:
                break
            reached[place] += 1
            if place == 2:
                waited.append((here - before).total_seconds())
            before = here
    assert [each.reached for each in found.steps] == reached
    curve = found.steps[2].waiting
    assert curve is not None
    assert sorted(set(waited)) == curve.times.tolist()
    assert curve.left.sum() == len(waited)


def test_a_step_asked_for_twice_is_the_second_time(tmp_path: Path) -> None:
    with opened(tmp_path / "acme") as workspace:
        workspace.add(
            {"interactions": happened(step(1, "ann", 0, "ask"), step(2, "ann", 5, "ask"), step(3, "bob", 0, "ask"))}
        )
        found = workspace.funnel(["ask", "ask"])
        assert [part.reached for part in found.steps] == [2, 1]
        assert found.steps[1].waiting is not None
        assert found.steps[1].waiting.times.tolist() == [5 * 3600]


def test_facts_that_never_stand_still_are_walked_in_one_reading(
    company: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    still, versions = company.journeys(), count(company.version + 1)
    monkeypatch.setattr(type(company.store), "version", lambda store, *entities: next(versions))
    assert replace(company.journeys(), version=0) == replace(still, version=0)


def test_channels_are_cut_behind_each_conversion(company: Workspace) -> None:
    found = company.channel_parts("buy", look_back_days=100_000)
    expected: dict[tuple[str, ...], list[int]] = {}
    for customer in {row["customer"] for row in wandering()}:
        mine = sorted(
            (r["at"], r["interaction"], r["channel"], r["activity"]) for r in wandering() if r["customer"] == customer
        )
        path: list[str] = []
        for *_, channel, activity in mine:
            path += [] if path and path[-1] == channel else [channel]
            if activity == "buy":
                expected.setdefault(tuple(path), [0, 0])[0] += 1
                path = []
        if path:
            expected.setdefault(tuple(path), [0, 0])[1] += 1
    assert (found.conversions, found.lost) == tuple(map(sum, zip(*expected.values(), strict=True)))
    assert found.paths == len(expected)
    assert sum(found.shares.conversions) == pytest.approx(found.conversions)
    assert sum(role.last for role in found.roles.roles) == found.conversions


def test_what_lies_too_far_back_is_no_part_of_a_path(tmp_path: Path) -> None:
    rows = (step(1, "ann", 0, "see", channel="web"), step(2, "ann", 24 * 40, "buy", channel="store"))
    with opened(tmp_path / "acme") as workspace:
        workspace.add({"interactions": happened(*rows)})
        assert [role.channel for role in workspace.channel_parts("buy").roles.roles] == ["store"]
        wide = workspace.channel_parts("buy", look_back_days=40)
        assert wide.online_to_offline.value == 1


def test_a_design_is_laid_beside_the_paths_that_touch_it(company: Workspace) -> None:
    found = company.conformance(["ask", "buy"], run="customer")
    assert found.found.runs == sum(
        path.runs for path in company.journeys().paths if {"ask", "buy"}.intersection(path.steps)
    )
    assert found.is_whole
    assert 0 < found.found.fitness < 1


def test_what_happens_in_a_row_at_a_touchpoint_is_one_stay_and_an_activity_in_a_row_is_done_again(
    tmp_path: Path,
) -> None:
    places = {"a": ["app", "app", "store"], "b": ["app", "store", "app"], "c": ["app", "store", "store"]}
    rows = [
        step(10 * who + hour, customer, hour, place, touchpoint=place)
        for who, (customer, way) in enumerate(places.items())
        for hour, place in enumerate(way)
    ]
    with opened(tmp_path / "acme") as workspace:
        workspace.add({"interactions": happened(*rows)})
        by_place = workspace.conformance(["app", "store"], run="customer", step="touchpoint")
        by_deed = workspace.conformance(["app", "store"], run="customer", step="activity")
    assert [(path.steps, path.runs, fit) for path, fit in by_place.paths] == [
        (("app", "store"), 2, 1.0),
        (("app", "store", "app"), 1, 0.8),
    ]
    assert (by_place.found.conforming.value, by_place.found.besides) == (2 / 3, (("app", 1),))
    assert (by_deed.found.conforming.value, by_deed.found.besides) == (0.0, (("app", 2), ("store", 1)))


def test_a_design_whose_steps_nobody_took_is_told_from_a_time_without_any(company: Workspace) -> None:
    with pytest.raises(NoSteps, match="no “order or case” in all days took any step of the design"):
        company.conformance(["sail"], run="journey")
    with pytest.raises(NoSteps, match="has both"):
        company.conformance(["ask"], run="journey", from_="2031-01-01", to="2031-02-01")


@pytest.mark.parametrize(
    ("name", "sizes", "top"), [("running_example", (6, 42, 16, 6), 1), ("receipt", (1434, 8577, 99, 116), 713)]
)
def test_an_event_log_comes_out_as_in_pm4py(name: str, sizes: tuple[int, ...], top: int, tmp_path: Path) -> None:
    # pm4py: read_xes / read_csv + format_dataframe, discover_dfg, get_variants
    folder = SHARED / "journey_logs"
    if not folder.is_dir():
        pytest.skip("the shared data are not here")
    with opened(tmp_path / "acme") as workspace:
        run(parse_mapping((ROOT / "examples" / "sources" / f"{name}.yaml").read_text()), folder, workspace.store)
        found = workspace.journeys("journey")
        assert (found.runs, found.events, len(found.moves), found.variants) == sizes
        assert found.paths[0].runs == top


def test_paths_are_the_same_whether_walked_or_counted_by_the_engine(
    company: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Steps("journey", "touchpoint")
    walked = frequent_paths(asked, company.store, 100_000)
    assert sum(path.runs for path in walked[0]) == company.journeys("journey", "touchpoint").runs
    monkeypatch.setattr(journeys, "FEW_PATHS", 0)
    assert frequent_paths(asked, company.store, 100_000) == walked
    monkeypatch.setattr(journeys, "MOST_STEPS", 1)  # as where names are ids
    assert frequent_paths(asked, company.store, 100_000) == walked


def test_what_cannot_be_asked_is_named_with_the_next_step(company: Workspace) -> None:
    with pytest.raises(NotARun, match="'unit' does not hold steps together; choose one of customer, journey, session"):
        company.journeys("unit")
    with pytest.raises(NotAStep, match="'outcome' is no step; choose one of activity"):
        company.journeys(step="outcome")
    with pytest.raises(NoSteps, match="no interaction in all days has both “visit” and “what was done”"):
        company.journeys("session")
    with pytest.raises(NobodyBegan, match="nobody took the step dance in all days; begin with another"):
        company.funnel(["dance", "buy"])
    with pytest.raises(TooFewSteps):
        company.funnel(["ask"])
    with pytest.raises(NoSteps):
        company.conformance(["dance"])
