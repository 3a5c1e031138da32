"""The doctor sees what is wrong and says what to do."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from .conftest import Run, told


def seen(run: Run, folder: Path) -> dict[str, tuple[bool, str]]:
    found = told(run("doctor", folder, "--json"))["findings"]
    return {finding["what"].rpartition(": ")[2]: (finding["well"], finding["seen"]) for finding in found}


def test_a_sound_workspace_is_well(run: Run, shop: Path) -> None:
    done = run("doctor", shop)
    assert done.exit_code == 0, done.output
    assert "✗" not in done.stdout
    found = seen(run, shop)
    assert all(well for well, _ in found.values())
    assert found["cubes"][1].endswith("measures equal the facts")
    assert not found["cubes"][1].startswith("0 ")


def test_a_cube_that_says_other_than_the_facts_is_found(run: Run, shop: Path) -> None:
    with duckdb.connect(str(shop / "facts.duckdb")) as store:
        store.execute("UPDATE cube_orders SET n = n + 1")
    done = run("doctor", shop)
    assert done.exit_code == 1
    assert seen(run, shop)["cubes"][0] is False


def test_a_wrong_setting_is_named_by_file_and_line(run: Run, shop: Path) -> None:
    (shop / "auricle.yaml").write_text("name: shop\nflor: 5\n")
    well, said = seen(run, shop)["settings"]
    assert not well
    assert "auricle.yaml:2" in said


def test_a_store_that_does_not_open_is_a_finding(run: Run, shop: Path) -> None:
    (shop / "facts.duckdb").write_bytes(b"not a database" * 1000)
    found = seen(run, shop)
    assert found["store"][0] is False
    assert "cubes" not in found, "the same fault is told once"


def test_a_full_disk_is_seen_before_it_hurts(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auricle.commands.examination.ENOUGH_BYTES", 10**18)
    assert seen(run, shop)["disk"][0] is False


def test_without_a_workspace_it_looks_at_the_whole_home(run: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "home" / "workspaces").mkdir(parents=True)
    shop.rename(tmp_path / "home" / "workspaces" / "shop")
    assert "shop: store" in run("doctor").stdout


def test_a_journal_that_was_damaged_is_told_with_those_whose_keys_are_lost(
    run: Run, shop: Path, tmp_path: Path
) -> None:
    (tmp_path / "home" / "workspaces").mkdir(parents=True)
    shop.rename(tmp_path / "home" / "workspaces" / "shop")
    (tmp_path / "home" / "journal-damaged-20260105T080000").mkdir()
    done = run("doctor")
    assert done.exit_code == 1
    found = {each["what"]: each["seen"] for each in told(run("doctor", "--json"))["findings"]}
    assert "journal-damaged-20260105T080000" in found["journal"]
    assert found["write keys"] == "none left of shop"
