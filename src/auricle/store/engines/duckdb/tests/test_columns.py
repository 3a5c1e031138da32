from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from auricle.model.entity import UnknownColumn
from auricle.store.conformance.asking import count, select
from auricle.store.conformance.rows import calls
from auricle.store.engines.duckdb.engine import DuckDBStore


def _in_file(store: DuckDBStore) -> set[str]:
    with store._open.reading() as connection:
        found = connection.sql("SELECT * FROM kept.interactions LIMIT 0").columns
    return set(found)


def test_a_column_that_no_row_gave_is_not_in_the_file_and_shows_as_nothing(tmp_path: Path) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    store.append({"interactions": calls(3)})
    assert not {"campaign", "properties"} & _in_file(store)
    assert store.query(select(store, "interactions", "campaign"))["campaign"].to_pylist() == [None] * 3
    store.close()


def test_a_column_comes_into_the_file_with_the_first_row_that_gives_it(tmp_path: Path) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    store.append({"interactions": calls(3)})
    store.append({"interactions": calls(200_000, first=3).append_column("campaign", pa.array(["spring"] * 200_000))})
    store.close()
    again = DuckDBStore(tmp_path / "facts.duckdb")
    assert "campaign" in _in_file(again)
    given = again.query(select(again, "interactions", "campaign"))["campaign"]
    assert given.null_count == 3
    assert count(again, "interactions") == 200_003
    again.close()


def test_a_batch_that_fails_leaves_no_column_behind(tmp_path: Path) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    before = _in_file(store)
    good = calls(3).append_column("campaign", pa.array(["spring"] * 3))
    with pytest.raises(UnknownColumn, match="interaction"):
        store.append({"interactions": good, "orders": good})
    assert _in_file(store) == before
    store.close()
