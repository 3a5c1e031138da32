"""Every built-in measure gives on ClickHouse what it gives on DuckDB, to the tolerance it declares."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

import auricle
from auricle.model.catalogue import built_in
from auricle.query.result import Result, Row
from auricle.workspace import Workspace

from .facts import batch, company

if importlib.util.find_spec("chdb") is None:
    pytest.skip("the engine in process needs the package chdb", allow_module_level=True)

WINDOW = {"from_": "2025-01-20", "to": "2025-03-24"}
NUMBERS = ("value", "low", "high", "standard_error")


def _workspace(folder: Path, engine: str) -> Workspace:
    auricle.create(folder, zone="Asia/Shanghai", currency="CNY").close()
    settings = folder / "auricle.yaml"
    settings.write_text(settings.read_text().replace("engine: duckdb", f"engine: {engine}"))
    workspace = auricle.open(folder)
    workspace.add(batch(company()))
    return workspace


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Workspace]]:
    home = tmp_path_factory.mktemp("home")
    with _workspace(home / "duckdb", "duckdb") as duckdb, _workspace(home / "chdb", "chdb") as chdb:
        assert (duckdb.store.name, chdb.store.name) == ("duckdb", "chdb")
        yield duckdb, chdb


@pytest.mark.parametrize("use_cubes", [True, False], ids=["cube", "facts"])
@pytest.mark.parametrize("by", [(), ("month",), ("week", "segment")], ids="-".join)
@pytest.mark.parametrize("name", sorted(built_in()))
def test_a_measure_is_the_same_on_both(
    both: tuple[Workspace, Workspace], name: str, by: tuple[str, ...], use_cubes: bool
) -> None:
    theirs, ours = (w.measure(name, by=list(by), use_cubes=use_cubes, **WINDOW) for w in both)
    assert theirs.total.n, "a measure of nothing compares nothing"
    assert ours.from_cube == theirs.from_cube
    assert _by(ours).keys() == _by(theirs).keys()
    tolerance = both[0].measures[name].tolerance
    for group, expected in [*_by(theirs).items(), ((), theirs.total)]:
        found = _by(ours)[group] if group else ours.total
        assert (found.n, found.suppressed) == (expected.n, expected.suppressed), group
        for number in NUMBERS:
            wanted = getattr(expected, number)
            near = wanted if wanted is None else pytest.approx(wanted, rel=tolerance, abs=tolerance, nan_ok=True)
            assert getattr(found, number) == near, (group, number)


def _by(result: Result) -> dict[tuple[object, ...], Row]:
    return {tuple(row.by.items()): row for row in result.rows if row.by}


@pytest.mark.parametrize(
    "where",
    ["channel = 'web'", "channel not like 'w%'", "segment is null", "month = '2025-02'", "day >= '2025-03-01'"],
)
def test_a_filtered_measure_is_the_same_on_both(both: tuple[Workspace, Workspace], where: str) -> None:
    theirs, ours = (w.measure("nps", where=where, **WINDOW) for w in both)
    assert (ours.total.n, ours.total.value) == (theirs.total.n, theirs.total.value)
