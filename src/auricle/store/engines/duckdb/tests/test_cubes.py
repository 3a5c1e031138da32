from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
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


def test_one_batch_of_more_cells_than_a_row_group_is_in_the_cube_whole(tmp_path: Path) -> None:
    """More cells than DuckDB's row group of 122,880: the engine then inserts them in parallel."""
    size = 200_000
    numbers = pa.array(range(size))
    ids = pc.binary_join_element_wise("a", pc.cast(numbers, pa.string()), "")
    batch = pa.table(
        {
            "answer": ids,
            "feedback": ids,
            "customer": pc.binary_join_element_wise("c", pc.cast(pc.divide(numbers, 10), pa.string()), ""),
            "at": pa.array([datetime(2024, 1, 1, tzinfo=UTC)] * size, pa.timestamp("us", tz="UTC")),
            "question": ids,
            "kind": pa.array(["rating"] * size),
            "score": pc.cast(numbers, pa.float64()),
        }
    )
    customers = pa.table({"customer": pc.unique(batch["customer"]), "segment": ["new"] * (size // 10)})
    with closing(DuckDBStore(tmp_path / "facts.duckdb")) as store:
        store.append({"customers": customers, "answers": batch})
        found = store.query(sqlglot.parse_one("select count(*) as cells, sum(n) as n from cube_answers"))  # type: ignore[arg-type]
    assert [int(value) for value in found.to_pylist()[0].values()] == [size, size]
