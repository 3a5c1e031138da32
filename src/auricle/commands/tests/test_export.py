"""Rows go out whole; people go out for good."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from python_calamine import load_workbook

import auricle

from .conftest import Run, told


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_all_rows_that_match_go_into_the_file(run: Run, made: Path, tmp_path: Path, ending: str) -> None:
    said = told(run("export", made / "shop", "orders", "--where", "channel = 'web'", "-o", f"web.{ending}", "--json"))
    assert said["rows"] == 10
    path = tmp_path / f"web.{ending}"
    if ending == "csv":
        assert set(pa_csv.read_csv(path)["channel"].to_pylist()) == {"web"}
    elif ending == "parquet":
        assert pq.read_table(path).num_rows == 10
    else:
        assert len(load_workbook(path).get_sheet_by_index(0).to_python()) == 11


def test_a_customer_gets_all_there_is_of_them(run: Run, made: Path, tmp_path: Path) -> None:
    said = told(run("export", made / "shop", "--customer", "c1", "-o", "c1.json", "--json"))
    given = json.loads((tmp_path / "c1.json").read_text())
    assert given["customer"] == "c1"
    assert {name: len(rows) for name, rows in given.items() if name != "customer"} == said["rows"]
    assert said["rows"]["orders"] == 2
    run("export", made / "shop", "--customer", "c1", "-o", "c1.zip")
    assert "orders.csv" in zipfile.ZipFile(tmp_path / "c1.zip").namelist()


def test_an_erased_customer_is_gone_from_every_entity(run: Run, shop: Path) -> None:
    done = run("erase", shop, "c1", "--yes")
    assert done.exit_code == 0, done.output
    assert "Backups" in done.stderr
    with auricle.open(shop) as ws:
        gone = {
            name: ws.count(name, where="customer = 'c1'") for name in ("customers", "orders", "feedback", "answers")
        }
    assert set(gone.values()) == {0}
    assert run("export", shop, "--customer", "c1").exit_code == 1


def test_nobody_is_erased_unasked(run: Run, shop: Path) -> None:
    refused = run("erase", shop, "c1")
    assert refused.exit_code == 1
    with auricle.open(shop) as ws:
        assert ws.count("orders", where="customer = 'c1'") == 2
