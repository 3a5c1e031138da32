"""The mappings that ship with the project, on the real files they are for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import auricle
from auricle.sources import Fate, ImportReport, read_mapping, run
from auricle.store.engines.duckdb.engine import DuckDBStore
from auricle.store.store import Store
from auricle.workspace import Workspace

ROOT = Path(__file__).parents[4]
DATA = Path(os.environ.get("AURICLE_SHARED_DATA", ROOT / ".." / "shared" / "data"))
EXAMPLES = ROOT / "examples" / "sources"


def _run(store: Store, name: str, folder: str, *, twice: bool = False) -> ImportReport:
    if not (DATA / folder).is_dir():
        pytest.skip(f"the files of {folder} are not here; set AURICLE_SHARED_DATA to where they are")
    mapping = read_mapping(EXAMPLES / f"{name}.yaml")
    report = run(mapping, DATA / folder, store)
    again = run(mapping, DATA / folder, store) if twice else None
    for entity, fate in report.entities.items() if again else ():
        assert again is not None
        assert again.entities[entity] == Fate(0, fate.stored + fate.duplicate, fate.quarantined)
    return report


def _rows(store: DuckDBStore, sql: str) -> list[tuple[object, ...]]:
    with store._file.reading() as connection:
        return connection.sql(sql).fetchall()


def test_every_row_of_olist_is_stored_and_a_second_import_changes_nothing(store: DuckDBStore) -> None:
    report = _run(store, "olist", "olist", twice=True)
    assert report.entities == {
        "customers": Fate(stored=3998),
        "orders": Fate(stored=4000),
        "feedback": Fate(stored=3986),
        "answers": Fate(stored=3986),
    }


def _workspace(tmp_path: Path, zone: str, folder: str, names: list[str]) -> Workspace:
    ws = auricle.create(tmp_path / "workspace", zone=zone)
    for name in names:
        _run(ws.store, name, folder)
    return ws


def test_olist_late_and_timely_deliveries_are_told_apart_to_the_last_review(tmp_path: Path) -> None:
    ws = _workspace(tmp_path, "America/Sao_Paulo", "olist", ["olist"])
    rows = {row.by["delivery"]: row for row in ws.measure("csat_mean", by=["delivery"]).rows}
    assert {name: row.n for name, row in rows.items()} == {"late": 323, "on time": 3562, "undelivered": 101}
    assert rows["late"].value == pytest.approx(2.427, abs=0.0005)
    assert rows["on time"].value == pytest.approx(4.294, abs=0.0005)


def test_four_years_of_an_airport_survey_make_one_trend_and_the_last_a_net_promoter_score(tmp_path: Path) -> None:
    years = ["sfo_2014", "sfo_2015", "sfo_2016", "sfo_2017"]
    ws = _workspace(tmp_path, "America/Los_Angeles", "sfo_airport", years)
    trend = {row.by["year"]: row.n for row in ws.measure("csat_mean", by=["year"]).rows}
    assert trend == {"2014": 2677, "2015": 2810, "2016": 2919, "2017": 2688}  # answers 1 to 5 of Q7ALL, counted
    plain, weighted = (ws.measure("nps", weighted=w).total for w in (False, True))
    assert (plain.n, round(plain.value, 2), round(weighted.value, 2)) == (2746, 39.84, 40.40)


def test_cdnow_keeps_purchases_that_look_alike(store: DuckDBStore) -> None:
    assert _run(store, "cdnow", "cdnow").entities == {"orders": Fate(stored=69_659)}
    assert _run(store, "cdnow_sample", "cdnow").entities == {"orders": Fate(duplicate=6_919)}


def test_calls_that_ran_backwards_are_quarantined_and_nobody_is_no_customer(store: DuckDBStore) -> None:
    report = _run(store, "call_centre", "call_centre", twice=True)
    assert report.entities == {"interactions": Fate(stored=31_566, quarantined=33)}
    assert _rows(store, "SELECT count(*) FROM interactions WHERE customer = '0' OR employee = 'NO_SERVER'") == [(0,)]
    days = "timezone('Asia/Jerusalem', \"at\")::DATE::VARCHAR"
    found = _rows(store, f"SELECT count(DISTINCT {days}), min({days}), max({days}) FROM interactions")
    assert found == [(29, "1999-01-01", "1999-01-31")]  # two days of January have no calls in the file


@pytest.mark.parametrize(
    ("name", "events", "cases"), [("running_example", 42, 6), ("receipt", 8577, 1434), ("helpdesk", 21_348, 4580)]
)
def test_event_logs_become_interactions_of_journeys(store: DuckDBStore, name: str, events: int, cases: int) -> None:
    assert _run(store, name, "journey_logs").entities == {"interactions": Fate(stored=events)}
    assert _rows(store, "SELECT count(DISTINCT journey) FROM interactions") == [(cases,)]
