from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlglot

from auricle.store.conformance.rows import rows
from auricle.store.engines.duckdb.engine import DuckDBStore


def test_many_small_batches_do_not_pile_up_as_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auricle.store.engines.duckdb.cubes._FEW_CELLS", 10)
    store = DuckDBStore(tmp_path / "facts.duckdb")
    answer = {"feedback": "f", "at": datetime(2024, 1, 1, tzinfo=UTC), "question": "q", "kind": "nps", "score": 9.0}
    for number in range(30):
        store.append({"answers": rows("answers", {**answer, "answer": f"a{number}"})})
    cells = store.query(sqlglot.parse_one("select n from cube_answers"))  # type: ignore[arg-type]
    assert cells.num_rows <= 12
    assert sum(cells["n"].to_pylist()) == 30
    store.close()
