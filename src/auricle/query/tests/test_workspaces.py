"""Opening a workspace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import auricle
from auricle.model.document import DocumentError
from auricle.workspace import NoWorkspace, WorkspaceExists

from .conftest import Opened
from .facts import answer, batch

LOUD = """measure: loud
title: {en: Loud}
summary: {en: How many gave the best score.}
entity: answers
where: score = 10
estimator: count
unit: count
better: higher
"""
SHOP = """dimensions:
  shop:
    entity: answers
    expression: "case when unit like 'F-%' then 'flagship' else 'shop' end"
"""


def test_a_workspace_is_opened_by_folder_or_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURICLE_HOME", str(tmp_path))
    auricle.create("acme", name="Acme 公司").close()
    with auricle.open("acme") as ws:
        assert ws.name == "Acme 公司"
        assert ws.folder == tmp_path / "workspaces" / "acme"
    with auricle.open(tmp_path / "workspaces" / "acme") as ws:
        assert "acme" in repr(ws)
    with pytest.raises(WorkspaceExists):
        auricle.create("acme")


def test_a_workspace_that_is_not_there_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspace, match=r"no auricle\.yaml in .*; make one with: auricle init"):
        auricle.open(tmp_path / "nothing")


def test_wrong_settings_are_named_by_line(workspace: Opened) -> None:
    ws = workspace()
    (ws.folder / "auricle.yaml").write_text("name: Acme\nzone: Mars/Olympus\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"auricle\.yaml:2: 'Mars/Olympus' is no time zone"):
        auricle.open(ws.folder)


def test_a_workspace_brings_its_own_measures_and_dimensions(workspace: Opened) -> None:
    ws = workspace({"answers": [answer(i, 10, unit="F-1" if i % 2 else "S-2") for i in range(20)]})
    (ws.folder / "measures" / "loud.yaml").write_text(LOUD, encoding="utf-8")
    with (ws.folder / "auricle.yaml").open("a", encoding="utf-8") as file:
        file.write(SHOP)
    ws.close()
    with auricle.open(ws.folder) as again:
        found = again.measure("loud", by="shop")
        assert [(row.by["shop"], row.value) for row in found.rows] == [("flagship", 10.0), ("shop", 10.0)]
        assert again.measure("nps", where="shop = 'shop'").total.n == 10
        assert "shop" in again.dimensions("answers")


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("measures/loud.yaml", LOUD.replace("score = 10", "loudness = 10"), "loud.yaml:5: where: answers cannot"),
        ("measures/loud.yaml", LOUD.replace("count\nunit", "mean\ninputs: {x: kind}\nunit"), ":7: inputs: 'kind' is"),
        ("measures/loud.yaml", LOUD + "over: periods\n", "loud.yaml:9: over: periods needs an entity that lasts"),
        ("auricle.yaml", SHOP.replace("unit like", "floor like"), "auricle.yaml:4: answers has no column 'floor'"),
        ("auricle.yaml", "overview:\n- nps\n- npss\n", "auricle.yaml:3: there is no measure 'npss'; did you mean nps?"),
        ("auricle.yaml", SHOP.replace("then 'flagship'", "then 1"), "auricle.yaml:4: "),
    ],
)
def test_mistakes_in_files_of_its_own_are_named_by_line(workspace: Opened, file: str, text: str, says: str) -> None:
    ws = workspace()
    (ws.folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as raised:
        auricle.open(ws.folder)
    assert says in str(raised.value)


def test_a_snapshot_brings_everything_back(workspace: Opened) -> None:
    ws = workspace({"answers": [answer(i, 10) for i in range(9)]})
    copy = ws.snapshot()
    version = ws.version
    ws.replace("answers", batch({"answers": [answer(i, 0) for i in range(9)]})["answers"])
    assert ws.version > version
    assert ws.measure("nps").total.value == -100
    ws.restore(copy)
    assert ws.measure("nps").total.value == 100


def test_importing_the_library_loads_no_web_and_no_engine() -> None:
    code = "import sys, auricle; print([m for m in ('django', 'duckdb', 'scipy', 'pyarrow') if m in sys.modules])"
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=path)
    assert found.stdout.strip() == "[]"
