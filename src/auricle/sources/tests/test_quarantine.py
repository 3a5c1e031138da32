from __future__ import annotations

import csv

import pytest

from auricle.sources import Fate, SourceFault, export_quarantine, parse_mapping, replay

from .conftest import ORDERS, Desk
from .test_importing import SURVEY

BAD = (
    "id,at,customer,amount,items\n"
    '1,2024-03-01,"=HYPERLINK(""x"")",1,1\n2,2024-03-01,b,1,-2\n3,never,"=1+1",1,1\n4,2024-03-01,d\n'
)


def _mend(desk: Desk, name: str, changes: dict[str, dict[str, str]]) -> None:
    """Change cells of an export the way a spreadsheet would: by the line the row came from."""
    path = desk.folder.parent / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, **changes.get(row["quarantine_line"], {})} for row in rows)


def test_rows_are_exported_with_their_reason_beside_them_and_no_formula(desk: Desk) -> None:
    desk.put("a.csv", BAD)
    assert desk.run().entities == {"orders": Fate(stored=1, quarantined=3)}
    path = desk.folder.parent / "waiting.csv"
    assert export_quarantine(desk.store, path, "shop") == 3
    with path.open(encoding="utf-8-sig", newline="") as stream:
        found = {row["quarantine_line"]: row for row in csv.DictReader(stream)}
    assert found["3"]["quarantine_reason"] == "out_of_range"
    assert found["4"]["customer"] == "'=1+1"
    assert found["5"]["_line"] == "4,2024-03-01,d"


def test_mended_rows_are_stored_and_no_longer_wait_and_the_others_still_do(desk: Desk) -> None:
    desk.put("a.csv", BAD)
    desk.run()
    export_quarantine(desk.store, desk.folder.parent / "waiting.csv", "shop")
    whole = {"id": "4", "at": "2024-03-01", "customer": "四", "amount": "4", "items": "1", "_line": ""}
    _mend(desk, "waiting.csv", {"3": {"items": "2"}, "5": whole})
    report = replay(parse_mapping(ORDERS), desk.store, desk.folder.parent / "waiting.csv")
    assert report.entities == {"orders": Fate(stored=2, quarantined=1)}
    assert desk.rows('SELECT "order", customer, items FROM orders ORDER BY 1') == [
        ("1", '=HYPERLINK("x")', 1),
        ("2", "b", 2),
        ("4", "四", 1),
    ]
    assert desk.rows("SELECT line, state FROM quarantine ORDER BY line") == [
        (3, "replayed"),
        (4, "waiting"),
        (5, "replayed"),
    ]
    again = replay(parse_mapping(ORDERS), desk.store, desk.folder.parent / "waiting.csv")
    assert again.entities == {"orders": Fate(quarantined=1)}


def test_a_mended_row_named_by_its_place_keeps_the_place_it_had(desk: Desk) -> None:
    mapping = ORDERS.replace("order: id", "order: '{_file}/{_row}'")
    desk.put("a.csv", "at,customer,amount,items\n2024-03-01,a,1,1\n2024-03-01,b,1,-2\nnever,c,1,1\n2024-03-01,d\n")
    desk.run(mapping)
    path = desk.folder.parent / "waiting.csv"
    export_quarantine(desk.store, path, "shop")
    assert "_row" not in path.read_text("utf-8-sig").splitlines()[0].replace("quarantine_row", "")
    whole = {"at": "2024-03-01", "customer": "d", "amount": "4", "items": "1", "_line": ""}
    _mend(desk, "waiting.csv", {"3": {"items": "2"}, "4": {"at": "2024-03-02"}, "5": whole})
    assert replay(parse_mapping(mapping), desk.store, path).entities == {"orders": Fate(stored=3)}
    assert desk.rows('SELECT "order", customer FROM orders ORDER BY customer') == [
        ("a.csv/1", "a"),
        ("a.csv/2", "b"),
        ("a.csv/3", "c"),
        ("a.csv/line5", "d"),
    ]


def test_a_mended_mapping_replays_what_waits(desk: Desk) -> None:
    desk.put("a.csv", BAD)
    desk.run()
    mended = ORDERS.replace("at: at", "at: {from: at, missing: [never], format: '%Y-%m-%d'}").replace(
        "items: items", "items: {from: items, missing: [-2]}"
    )
    assert replay(parse_mapping(mended), desk.store).entities == {"orders": Fate(stored=1, quarantined=2)}


def test_answers_follow_their_feedback_when_it_is_mended(desk: Desk) -> None:
    desk.put("s.csv", "id,when,phone,weight,nps,staff,why1,why2,words\n1,sometime,p,1,9,5,,,\n")
    desk.run(SURVEY)
    path = desk.folder.parent / "waiting.csv"
    assert export_quarantine(desk.store, path) == 1
    _mend(desk, "waiting.csv", {"2": {"when": "20240301"}})
    report = replay(parse_mapping(SURVEY), desk.store, path)
    assert report.entities == {"feedback": Fate(stored=1), "answers": Fate(stored=2)}
    assert desk.rows("SELECT DISTINCT state FROM quarantine") == [("replayed",)]


def test_a_file_that_is_no_export_is_refused(desk: Desk) -> None:
    path = desk.put("other.csv", "a,b\n1,2\n")
    with pytest.raises(SourceFault, match="quarantine_row"):
        replay(parse_mapping(ORDERS), desk.store, path)
