"""The mappings that ship with the project, on the real files they are for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auricle.sources import Fate, ImportReport, read_mapping, run
from auricle.store.engines.duckdb.engine import DuckDBStore

ROOT = Path(__file__).parents[4]
DATA = Path(os.environ.get("AURICLE_SHARED_DATA", ROOT / ".." / "shared" / "data"))
EXAMPLES = ROOT / "examples" / "sources"


def _run(store: DuckDBStore, name: str, folder: str, *, twice: bool = False) -> ImportReport:
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


def test_olist_late_and_timely_deliveries_are_told_apart_to_the_last_review(store: DuckDBStore) -> None:
    report = _run(store, "olist", "olist", twice=True)
    assert report.entities == {
        "customers": Fate(stored=3998),
        "orders": Fate(stored=4000),
        "feedback": Fate(stored=3986),
        "answers": Fate(stored=3986),
    }
    found = _rows(
        store,
        """SELECT o.delivered_at > o.promised_at AS late, count(*), round(avg(score), 3)
        FROM answers AS a JOIN orders AS o ON o."order" = a."order" GROUP BY 1 ORDER BY 1 NULLS LAST""",
    )
    assert found[:2] == [(False, 3562, 4.294), (True, 323, 2.427)]
    assert found[2][:2] == (None, 101)


@pytest.mark.parametrize(("year", "feedback"), [(2014, 2818), (2015, 2958), (2016, 3087)])
def test_the_earlier_years_of_the_airport_survey_are_read_whole(store: DuckDBStore, year: int, feedback: int) -> None:
    report = _run(store, f"sfo_{year}", "sfo_airport")
    assert report.entities["feedback"] == Fate(stored=feedback)
    assert report.entities["answers"].quarantined == 0
    ((asked, mean),) = _rows(store, "SELECT count(*), avg(score) FROM answers WHERE kind = 'csat'")
    assert asked > 2600  # type: ignore[operator]
    assert 3.9 < mean < 4.1  # type: ignore[operator]


def test_the_airport_of_2017_is_recommended_as_the_survey_says(store: DuckDBStore) -> None:
    _run(store, "sfo_2017", "sfo_airport", twice=True)
    ((n, plain, weighted),) = _rows(
        store,
        """SELECT count(*), avg(side) * 100, sum(side * weight) / sum(weight) * 100 FROM (
        SELECT weight, CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END AS side
        FROM answers WHERE kind = 'nps')""",
    )
    assert (n, round(plain, 2), round(weighted, 2)) == (2746, 39.84, 40.40)  # type: ignore[call-overload]


def test_cdnow_keeps_purchases_that_look_alike(store: DuckDBStore) -> None:
    assert _run(store, "cdnow", "cdnow").entities == {"orders": Fate(stored=69_659)}
    assert _run(store, "cdnow_sample", "cdnow").entities == {"orders": Fate(duplicate=6_919)}


def test_calls_that_ran_backwards_are_quarantined_and_nobody_is_no_customer(store: DuckDBStore) -> None:
    report = _run(store, "call_centre", "call_centre", twice=True)
    assert report.entities == {"interactions": Fate(stored=31_566, quarantined=33)}
    assert _rows(store, "SELECT count(*) FROM interactions WHERE customer = '0' OR employee = 'NO_SERVER'") == [(0,)]
    assert _rows(store, "SELECT count(DISTINCT timezone('Asia/Jerusalem', \"at\")::DATE) FROM interactions") == [(31,)]


@pytest.mark.parametrize(
    ("name", "events", "cases"), [("running_example", 42, 6), ("receipt", 8577, 1434), ("helpdesk", 21_348, 4580)]
)
def test_event_logs_become_interactions_of_journeys(store: DuckDBStore, name: str, events: int, cases: int) -> None:
    assert _run(store, name, "journey_logs").entities == {"interactions": Fate(stored=events)}
    assert _rows(store, "SELECT count(DISTINCT journey) FROM interactions") == [(cases,)]
