"""Finding customers, their time with us, merging, erasing and handing out what is known of them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from auricle.identity.merging import NotMerged
from auricle.identity.people import SameCustomer, UnknownCustomer
from auricle.workspace import Workspace

from .conftest import Opened
from .facts import answer, batch, contract, feedback, interaction, order

PEOPLE = {
    "customers": [
        {"customer": "c1", "name": "Ada Lovelace", "email": "Ada@Example.com", "phone": "+86 138", "segment": "gold"},
        {"customer": "c2", "name": "王小明", "email": "wang@example.cn"},
        {"customer": "c10", "name": "100% sure_"},
    ],
    "identities": [
        {"identity": "openid:oX1", "kind": "openid", "value": "oX1", "customer": "c2", "original": "c2"},
    ],
}
FACTS = {
    **PEOPLE,
    "feedback": [feedback(1, 2, customer="c1", text="=1+1"), feedback(2, 1, customer="c2")],
    "answers": [answer(1, 9, customer="c1", day=2)],
    "orders": [order(1, customer="c1", day=1), order(2, customer="c2")],
    "contracts": [contract(1, "2025-01-03", None, customer="c1")],
    "interactions": [interaction(1, 5, customer="c1"), interaction(2, 5, customer="c3", known_as="openid:oX1")],
}


def test_people_are_found_by_anything_they_are_known_by(workspace: Opened) -> None:
    ws = workspace(PEOPLE)
    for text, customer in [
        ("c2", "c2"), ("lovelace", "c1"), ("ADA@example.COM", "c1"), ("138", "c1"), ("小明", "c2"),
        ("ox1", "c2"), ("openid:oX1", "c2"), ("100%", "c10"), ("sure_", "c10"),
    ]:  # fmt: skip
        assert [found.customer for found in ws.find(text)] == [customer], text
    assert [found.customer for found in ws.find("c1")] == ["c1", "c10"]  # the whole match first
    assert ws.find("  ") == ()
    assert ws.find("%") == ws.find("100%")
    assert len(ws.find("example", limit=1)) == 1


def test_a_timeline_holds_everything_in_order(workspace: Opened) -> None:
    line = workspace(FACTS).timeline("c1")
    assert [(event.entity, event.key) for event in line] == [
        ("interactions", "i0001"), ("orders", "o1"), ("contracts", "k12025-01-03"),
        ("answers", "a1"), ("feedback", "f1"),
    ]  # fmt: skip
    assert line.profile["name"] == "Ada Lovelace"
    assert all(event.at.utcoffset().total_seconds() == 0 for event in line)
    assert None not in line.events[0].facts.values()


def test_someone_unknown_has_no_timeline(workspace: Opened) -> None:
    with pytest.raises(UnknownCustomer, match="there is no customer 'nobody'; give an id that a source knows them by"):
        workspace(PEOPLE).timeline("nobody")


def test_a_merge_moves_everything_and_undoing_it_gives_it_back(workspace: Opened) -> None:
    ws = workspace(FACTS)
    before = {name: ws.timeline(name).events for name in ("c1", "c2")}
    merged = ws.merge("c2", into="c1")
    assert (merged.customer, merged.into, merged.facts) == ("c2", "c1", 2)
    assert set(merged.identities) == {"openid:oX1", "customer:c2"}
    assert len(ws.timeline("c1")) == len(before["c1"]) + len(before["c2"])
    assert ws.timeline("c2").customer == "c1"  # the old id leads to the person
    ws.add(batch({"orders": [order(9, customer="c1", known_as="openid:oX1"), order(8, customer="c1")]}))
    ws.unmerge("c2")
    found = {name: ws.timeline(name) for name in ("c1", "c2")}
    keys = {name: {event.key for event in line} for name, line in found.items()}
    assert keys["c1"] == {event.key for event in before["c1"]} | {"o8"}
    assert keys["c2"] == {event.key for event in before["c2"]} | {"o9"}  # what came meanwhile under their identity


def test_merges_that_make_no_sense_are_refused(workspace: Opened) -> None:
    ws = workspace(FACTS)
    with pytest.raises(SameCustomer):
        ws.merge("c1", into="c1")
    with pytest.raises(UnknownCustomer):
        ws.merge("c1", into="nobody")
    with pytest.raises(NotMerged, match="'c1' was not merged into anybody"):
        ws.unmerge("c1")
    ws.merge("c2", into="c1")
    ws.unmerge("c2")
    with pytest.raises(NotMerged):
        ws.unmerge("c2")


def test_erasing_a_person_erases_whom_they_were_merged_with(workspace: Opened) -> None:
    ws = workspace(FACTS)
    ws.merge("c2", into="c1")
    removed = ws.erase("c1")
    assert removed["orders"] == 2
    for name in ("customers", "orders", "feedback", "answers", "identities"):
        left = ws.facts(name).to_pydict().get("customer", [])
        assert not {"c1", "c2"} & set(left), name


def test_a_dossier_holds_all_rows_and_runs_no_formula(workspace: Opened, tmp_path: Path) -> None:
    ws = workspace(FACTS)
    ws.merge("c2", into="c1")
    found = ws.export("c1")
    told = json.loads(found.to_json())
    assert {row["order"] for row in told["orders"]} == {"o1", "o2"}
    assert {row["customer"] for row in told["customers"]} == {"c1", "c2"}
    assert told["feedback"][0]["text"] == "=1+1"
    assert told["orders"][0]["amount"] == "10"
    with zipfile.ZipFile(found.write_zip(tmp_path / "c1.zip")) as archive:
        assert set(archive.namelist()) == {"customer.json", *(f"{name}.csv" for name in found.rows)}
        rows = list(csv.DictReader(io.StringIO(archive.read("feedback.csv").decode())))
        assert "'=1+1" in {row["text"] for row in rows}
        phones = list(csv.DictReader(io.StringIO(archive.read("customers.csv").decode())))
        assert phones[0]["phone"] == "'+86 138"


def test_rows_come_in_pages_that_do_not_overlap(acme: Workspace) -> None:
    pages = [acme.facts("answers", where="kind = 'nps'", order="score desc", limit=7, offset=i * 7) for i in range(20)]
    keys = [key for page in pages for key in page.column("answer").to_pylist()]
    assert len(keys) == len(set(keys)) == acme.count("answers", "kind = 'nps'")
    scores = [score for page in pages for score in page.column("score").to_pylist()]
    known = [score for score in scores if score is not None]
    assert scores == sorted(known, reverse=True) + [None] * (len(scores) - len(known))


def test_a_stream_gives_all_rows_of_a_window(acme: Workspace) -> None:
    streamed = acme.stream("orders", from_="2025-02-01", to="2025-02-28").read_all()
    assert streamed.num_rows == acme.count("orders", "", "2025-02-01", "2025-02-28") > 0
    assert acme.values("orders", "channel") == ("app", "web")
