"""Copies are whole, and nothing is overwritten unasked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import auricle

from .conftest import Run, told


def facts(folder: Path) -> tuple[int, int, float | None]:
    with auricle.open(folder) as ws:
        return ws.count("orders"), ws.count("answers"), ws.measure("nps").total.value


@pytest.mark.parametrize("ending", [".tar.zst", ".tar.gz"])
def test_a_workspace_comes_back_as_it_was(run: Run, shop: Path, tmp_path: Path, ending: str) -> None:
    (shop / "sources" / "shop.yaml").write_text("name: shop\n")
    before = facts(shop)
    saved = told(run("backup", shop, "-o", f"shop{ending}", "--json"))
    assert saved["kind"] == "workspace"
    run("erase", shop, "c1", "--yes")
    assert facts(shop) != before

    back = run("restore", f"shop{ending}", shop, "--force")
    assert back.exit_code == 0, back.output
    assert facts(shop) == before
    assert (shop / "sources" / "shop.yaml").read_text() == "name: shop\n"
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".auricle")]


def test_a_home_comes_back_with_its_accounts_and_workspaces(run: Run, shop: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "workspaces").mkdir(parents=True)
    shop.rename(home / "workspaces" / "shop")
    with closing(sqlite3.connect(home / "app.db")) as app:
        app.execute("PRAGMA journal_mode = WAL")
        app.execute("CREATE TABLE people (name)")
        app.execute("INSERT INTO people VALUES ('ada')")
        app.commit()
        # Still open, with its rows in the write-ahead log, as while a server runs.
        assert run("backup", "--home", home, "-o", "home.tar.zst").exit_code == 0
    assert run("restore", "home.tar.zst", "elsewhere").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "elsewhere" / "app.db")) as app:
        assert app.execute("SELECT name FROM people").fetchall() == [("ada",)]
    assert facts(tmp_path / "elsewhere" / "workspaces" / "shop") == facts(home / "workspaces" / "shop")


def test_a_backup_says_that_accounts_in_postgresql_are_not_in_it(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AURICLE_DATABASE", "postgresql:///auricle")
    assert "pg_dump" in run("backup", "--home", shop.parent, "-o", "home.tar.gz").stderr
    assert "pg_dump" not in run("backup", shop, "-o", "shop.tar.gz").stderr


def test_a_restore_overwrites_only_when_told(run: Run, shop: Path) -> None:
    run("backup", shop, "-o", "shop.tar.gz")
    refused = run("restore", "shop.tar.gz", shop)
    assert refused.exit_code == 1
    assert "--force" in refused.stderr


def test_a_damaged_archive_changes_nothing(run: Run, shop: Path, tmp_path: Path) -> None:
    run("backup", shop, "-o", "shop.tar.gz")
    archive = tmp_path / "shop.tar.gz"
    archive.write_bytes(archive.read_bytes()[:-2000])
    before = facts(shop)
    refused = run("restore", "shop.tar.gz", shop, "--force")
    assert refused.exit_code == 1
    assert "not a whole archive" in refused.stderr
    assert facts(shop) == before


def test_a_backup_does_not_replace_an_older_one(run: Run, shop: Path) -> None:
    assert run("backup", shop, "-o", "shop.tar.gz").exit_code == 0
    again = run("backup", shop, "-o", "shop.tar.gz")
    assert (again.exit_code, "shop.tar.gz" in again.stderr) == (1, True)


def test_a_snapshot_is_parquet_that_anything_reads(run: Run, shop: Path, tmp_path: Path) -> None:
    said = told(run("snapshot", shop, "copy", "--json"))
    files = list(Path(said["snapshot"]).rglob("orders/**/*.parquet"))
    assert sum(pq.read_metadata(file).num_rows for file in files) == 20
    own = told(run("snapshot", shop, "--json"))
    assert Path(own["snapshot"]).parent == shop / "snapshots"
