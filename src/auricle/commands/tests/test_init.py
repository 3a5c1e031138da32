"""A folder becomes a workspace once, and stays as it is the second time."""

from __future__ import annotations

from pathlib import Path

import auricle

from .conftest import Run, told


def test_a_folder_becomes_a_workspace_with_its_settings(run: Run, tmp_path: Path) -> None:
    done = run("init", "acme", "--zone", "Asia/Shanghai", "--currency", "CNY", "--name", '"极客" 商店: #1')
    assert done.exit_code == 0
    assert "Next: auricle import acme" in done.stderr
    with auricle.open(tmp_path / "acme") as ws:
        assert (ws.settings.name, ws.settings.zone, ws.settings.currency) == ('"极客" 商店: #1', "Asia/Shanghai", "CNY")
    assert {"measures", "sources", "auricle.yaml"} <= {path.name for path in (tmp_path / "acme").iterdir()}


def test_a_second_time_changes_nothing_and_says_so(run: Run, tmp_path: Path) -> None:
    run("init", "acme", "--currency", "CNY")
    before = (tmp_path / "acme" / "auricle.yaml").read_bytes()
    again = run("init", "acme", "--currency", "EUR")
    assert again.exit_code == 0
    assert "is a workspace already; nothing was changed" in again.stderr
    assert (tmp_path / "acme" / "auricle.yaml").read_bytes() == before
    assert told(run("init", "acme", "--json")) == {"workspace": str(tmp_path / "acme"), "made": False}


def test_a_wrong_zone_or_currency_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    zone = run("init", "acme", "--zone", "Asia/Peking")
    assert zone.exit_code == 1
    assert "Asia/Peking" in zone.stderr
    currency = run("init", "acme", "--currency", "yuan")
    assert currency.exit_code == 1
    assert "CNY" in currency.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_that_name_is_not_touched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "acme").write_text("mine")
    done = run("init", "acme")
    assert done.exit_code == 1
    assert (tmp_path / "acme").read_text() == "mine"
