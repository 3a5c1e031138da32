"""The contract of ``measure --json``, and the table people read."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import auricle

from .conftest import TOUCHPOINTS, Run, told

ROOT = Path(__file__).resolve().parents[4]


def test_the_object_has_the_measure_the_unit_and_rows_with_six_keys(run: Run, made: Path) -> None:
    said = told(run("measure", made / "shop", "nps", "--json"))
    assert (said["measure"], said["unit"]) == ("nps", "points")
    (row,) = said["rows"]
    assert list(row) == ["by", "n", "value", "low", "high", "suppressed"]
    assert (row["by"], row["n"], row["suppressed"]) == ({}, 20, False)


def test_a_number_is_written_as_the_library_has_it(run: Run, made: Path) -> None:
    said = told(run("measure", made / "shop", "nps", "--by", "month", "--where", "channel is null", "--json"))
    with auricle.open(made / "shop") as ws:
        expected = ws.measure("nps", by="month", where="channel is null").rows
    assert [(row["by"]["month"], row["n"], row["value"], row["low"]) for row in said["rows"]] == [
        (row.by["month"], row.n, row.value, row.low) for row in expected
    ]
    assert [row["by"]["month"] for row in said["rows"]] == ["2026-01", "2026-02", "2026-03"]


def test_a_group_under_the_floor_is_suppressed_and_carries_no_number(run: Run, made: Path) -> None:
    said = told(run("measure", made / "shop", "nps", "--by", "touchpoint", "--json"))
    rows = {row["by"]["touchpoint"]: row for row in said["rows"]}
    assert rows["app"] == {
        "by": {"touchpoint": "app"},
        "n": None,
        "value": None,
        "low": None,
        "high": None,
        "suppressed": True,
    }
    assert sum(row["suppressed"] for row in rows.values()) >= 2, "two must go, or the one follows by subtraction"


def test_an_interval_nobody_can_tell_is_null(run: Run, made: Path) -> None:
    said = told(run("measure", made / "shop", "csat", "--json"))
    assert said["rows"][0] == {"by": {}, "n": 0, "value": None, "low": None, "high": None, "suppressed": False}


def test_a_window_holds_both_its_days(run: Run, made: Path) -> None:
    said = told(run("measure", made / "shop", "orders", "--from", "2026-03-02", "--to", "2026-03-03", "--json"))
    assert said["rows"][0]["n"] == 2
    assert said["window"] == {"from": "2026-03-02", "to": "2026-03-03"}


@pytest.mark.parametrize("columns", [80, 200])
def test_a_table_fits_the_screen_and_chinese_names_align(run: Run, made: Path, columns: int) -> None:
    from rich.cells import cell_len

    shown = run("measure", made / "shop", "nps", "--by", "touchpoint,month", columns=columns)
    lines = shown.stdout.splitlines()
    assert max(map(cell_len, lines)) <= columns
    rows = [line for line in lines if re.search(r"2026-0\d", line)]
    assert {name for name in TOUCHPOINTS if any(name in row for row in rows)} == set(TOUCHPOINTS)
    months = {cell_len(row[: row.index("2026-0")]) for row in rows}
    assert len(months) == 1, "the second column begins at the same place in every row"


def test_a_table_says_unit_interval_n_and_what_it_speaks_for(run: Run, made: Path) -> None:
    shown = run("measure", made / "shop", "revenue", "--by", "channel").stdout
    assert "CNY" in shown
    assert "95% interval" in shown
    assert "all days" in shown
    assert "hears 100.0% of customers" in shown
    small = run("measure", made / "shop", "nps", "--by", "touchpoint").stdout
    assert "not shown" in small


def test_intervals_are_drawn_where_there_is_room(run: Run, made: Path) -> None:
    assert "●" in run("measure", made / "shop", "orders", "--by", "channel", columns=140).stdout
    assert "●" not in run("measure", made / "shop", "orders", "--by", "channel", columns=80).stdout


def test_two_windows_are_compared_with_the_interval_of_the_change(run: Run, made: Path) -> None:
    arguments = ("compare", made / "shop", "nps", "--from", "2026-03-01", "--to", "2026-03-31")
    said = told(run(*arguments, "--before-from", "2026-01-01", "--before-to", "2026-01-31", "--json"))
    (row,) = said["rows"]
    assert row["change"] == pytest.approx(row["after"]["value"] - row["before"]["value"])
    assert row["low"] < row["change"] < row["high"]
    shown = run(*arguments, "--before-from", "2026-01-01", "--before-to", "2026-01-31").stdout
    assert "2026-01-01 to 2026-01-31, then 2026-03-01 to 2026-03-31" in shown
    assert "verdict" in shown


def test_without_a_second_window_the_days_just_before_are_taken(run: Run, made: Path) -> None:
    shown = run("compare", made / "shop", "orders", "--from", "2026-03-11", "--to", "2026-03-20").stdout
    assert "2026-03-01 to 2026-03-10, then 2026-03-11 to 2026-03-20" in shown
    nothing = run("compare", made / "shop", "orders")
    assert nothing.exit_code == 1
    assert "--before-from" in nothing.stderr


def test_a_number_explains_itself(run: Run, made: Path) -> None:
    shown = run("explain", made / "shop", "nps", "--where", "score >= 3").stdout
    assert "SELECT" in shown
    assert "Rocks" in shown
    said = told(run("explain", made / "shop", "nps", "--json"))
    assert said["n"] == 20
    assert said["query"].startswith(("SELECT", "WITH"))


def test_a_dimension_of_the_workspaces_own_is_a_name_like_any_other(run: Run, made: Path, tmp_path: Path) -> None:
    example = (ROOT / "docs" / "measures.md").read_text().split("```yaml\n")[2].split("```")[0]
    shop = shutil.copytree(made / "shop", tmp_path / "own")
    with (shop / "auricle.yaml").open("a") as settings:
        settings.write(f"\n{example}")
    said = told(run("measure", shop, "nps", "--by", "self_service", "--where", "self_service = 'no'", "--json"))
    assert [row["by"] for row in said["rows"]] == [{"self_service": "no"}]
    assert "self_service" in run("list", "dimensions", shop).stdout
