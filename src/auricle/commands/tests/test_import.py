"""Every row of a file is accounted for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

import auricle
from auricle.collector import public as collector
from auricle.model.entities import QUARANTINE

from .conftest import Run, told, write_files


def test_per_entity_read_is_stored_and_duplicate_and_quarantined(run: Run, tmp_path: Path) -> None:
    mapping = write_files(tmp_path)
    with (tmp_path / "orders.csv").open("a") as file:
        file.write("o0,2026-03-01 10:00:00,c0,web,10.50,上海\n")  # the first row again
        file.write("o99,2026-03-01 10:00:00,c0,web,a lot,上海\n")  # no amount
    run("init", "shop")
    said = told(run("import", "shop", mapping, "--from", tmp_path, "--json"))
    assert said["orders"] == {"read": 22, "stored": 20, "duplicate": 1, "quarantined": 1}
    assert said["entities"]["orders"] == said["orders"]
    assert said["answers"] == {"read": 20, "stored": 20, "duplicate": 0, "quarantined": 0}


def test_a_second_time_stores_nothing(run: Run, shop: Path, made: Path) -> None:
    said = told(run("import", shop, made / "shop.yaml", "--from", made, "--json"))
    assert {name: fate["stored"] for name, fate in said["entities"].items()} == {
        "customers": 0,
        "orders": 0,
        "feedback": 0,
        "answers": 0,
    }
    assert said["orders"]["duplicate"] == 20


def test_what_was_quarantined_is_summed_up_with_the_way_on(run: Run, tmp_path: Path) -> None:
    mapping = write_files(tmp_path)
    with (tmp_path / "orders.csv").open("a") as file:
        file.write("o99,2026-03-01 10:00:00,c0,web,a lot,上海\n")
    run("init", "shop")
    done = run("import", "shop", mapping, "--from", tmp_path)
    assert done.exit_code == 0
    assert "quarantined" in done.stdout
    assert "auricle export shop --quarantine" in done.stderr


def test_a_second_time_says_what_was_in_quarantine_before(run: Run, tmp_path: Path) -> None:
    mapping = write_files(tmp_path)
    with (tmp_path / "orders.csv").open("a") as file:
        file.write("o99,2026-03-01 10:00:00,c0,web,a lot,上海\n")
    run("init", "shop")
    first = told(run("import", "shop", mapping, "--from", tmp_path, "--json"))
    again = told(run("import", "shop", mapping, "--from", tmp_path, "--json"))
    assert (first["quarantined_before"], again["quarantined_before"]) == (0, 1)
    assert again["orders"] == {"read": 21, "stored": 0, "duplicate": 20, "quarantined": 1}
    assert "in quarantine before" in run("import", "shop", mapping, "--from", tmp_path).stderr


def test_what_still_waits_after_a_replay_says_why(run: Run, tmp_path: Path) -> None:
    mapping = write_files(tmp_path)
    with (tmp_path / "orders.csv").open("a") as file:
        file.write("o99,2026-03-01 10:00:00,c0,web,a lot,上海\n")
    run("init", "shop")
    run("import", "shop", mapping, "--from", tmp_path)
    run("export", "shop", "--quarantine", "waiting.csv")
    said = told(run("import", "shop", "--replay", "waiting.csv", "--json"))
    assert said["reasons"] == [{"entity": "orders", "reason": "wrong_type", "rows": 1}]
    waiting = tmp_path / "waiting.csv"
    waiting.write_text(waiting.read_text(encoding="utf-8").replace('"web","a lot"', '"web","12"'), encoding="utf-8")
    assert told(run("import", "shop", "--replay", "waiting.csv", "--json"))["orders"]["stored"] == 1
    assert "No row of waiting.csv waits" in run("import", "shop", "--replay", "waiting.csv").stderr


def test_events_that_were_refused_are_mended_and_sent_again_without_a_mapping(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shop = home / "workspaces" / "shop"
    run("init", shop)
    key = collector.create_key(home, "shop", "Site").key
    raw = json.dumps({"type": "track", "userId": "u", "messageId": "7"})
    row = {
        "row": f"{key.source}:1-0", "at": datetime.now(UTC), "source": "Site", "entity": "interactions",
        "reason": "no_name", "explanation": "a track has no event", "raw": json.dumps(raw), "state": "waiting",
    }  # fmt: skip
    with auricle.open(shop) as ws:
        ws.add({"quarantine": pa.Table.from_pylist([row], schema=QUARANTINE.schema)})
    run("export", shop, "--quarantine", "waiting.csv")
    waiting = Path("waiting.csv")
    waiting.write_text(waiting.read_text().replace('""messageId""', '""event"": ""Mended"", ""messageId""'))
    assert told(run("import", shop, "--replay", "waiting.csv", "--json"))["events"] == {"sent": 1, "left": 0}
    assert "No row of waiting.csv waits" in run("import", shop, "--replay", "waiting.csv").stderr
    [arrived] = collector.recent(home, "shop")
    assert arrived.event
    assert (arrived.event.name, arrived.event.id, arrived.waits) == ("Mended", "7", True)


def test_a_file_that_is_not_there_is_named_and_nothing_is_stored(
    run: Run, shop: Path, made: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = run("import", shop, made / "shop.yaml", "--from", tmp_path / "empty", "--json")
    assert done.exit_code == 1
    assert "orders.csv" in told(done)["error"]


def test_a_folder_or_mapping_that_is_not_there_is_named(run: Run, shop: Path, made: Path) -> None:
    folder = run("import", shop, made / "shop.yaml", "--from", "nowhere")
    assert (folder.exit_code, "nowhere" in folder.stderr, "--from" in folder.stderr) == (1, True, True)
    mapping = run("import", shop, "nowhere.yaml")
    assert (mapping.exit_code, "nowhere.yaml" in mapping.stderr) == (1, True)


def test_a_wrong_mapping_is_refused_by_file_and_line(run: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("name: wrong\nfiles: {a: a.csv}\nentities:\n  oders: {from: a, columns: {}}\n")
    done = run("import", shop, tmp_path / "wrong.yaml")
    assert done.exit_code == 1
    assert "wrong.yaml, line 4" in done.stderr
    assert "oders" in done.stderr


def test_a_refused_row_is_mended_in_its_export_and_comes_back(run: Run, tmp_path: Path) -> None:
    mapping = write_files(tmp_path)
    with (tmp_path / "orders.csv").open("a") as file:
        file.write("o99,2026-03-01 10:00:00,c0,web,a lot,上海\n")
    run("init", "shop")
    run("import", "shop", mapping, "--from", tmp_path)
    assert told(run("export", "shop", "--quarantine", "waiting.csv", "--json"))["rows"] == 1
    waiting = tmp_path / "waiting.csv"
    refused, own = waiting.read_text().rsplit("a lot", 1)
    waiting.write_text(f"{refused}99.50{own}")

    said = told(run("import", "shop", "--replay", "waiting.csv", "--json"))
    assert said["orders"] == {"read": 1, "stored": 1, "duplicate": 0, "quarantined": 0}
    assert told(run("measure", "shop", "orders", "--json"))["rows"][0]["n"] == 21
    again = told(run("import", "shop", "--replay", "waiting.csv", "--json"))
    assert again["entities"] == {}


def test_a_file_without_a_mapping_is_shown_and_nothing_is_stored(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    run("init", "shop")
    shown = run("import", "shop", tmp_path / "orders.csv", columns=160)
    assert shown.exit_code == 0, shown.output
    assert "orders.csv: CSV, UTF-8" in shown.stdout
    assert "amount" in shown.stdout
    assert "Nothing was stored." in shown.stderr
    assert "--yes" in shown.stderr
    assert told(run("measure", "shop", "orders", "--json"))["rows"][0]["n"] == 0


def test_a_proposal_runs_when_told_and_can_be_kept(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path)
    run("init", "shop")
    kept = told(run("import", "shop", tmp_path / "orders.csv", "--save", "kept.yaml", "--json"))
    assert (tmp_path / "kept.yaml").read_text() == kept["proposed"]
    said = told(run("import", "shop", tmp_path / "orders.csv", "--yes", "--json"))
    assert said["orders"]["stored"] == 20
    again = told(run("import", "shop", "kept.yaml", "--from", tmp_path, "--json"))
    assert again["orders"]["duplicate"] == 20
