from __future__ import annotations

import stat
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from auricle.store.conformance.asking import count, select
from auricle.store.conformance.rows import calls
from auricle.store.engines.duckdb import file, upkeep
from auricle.store.engines.duckdb.engine import DuckDBStore
from auricle.store.store import StoreUnreadable


def test_a_file_that_is_something_else_is_left_alone_and_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.duckdb"
    path.write_bytes(b"PK these are somebody's holiday pictures" * 200)
    with pytest.raises(StoreUnreadable, match=r"facts\.duckdb cannot be opened"):
        DuckDBStore(path)
    assert path.read_bytes().startswith(b"PK")


def test_one_process_may_open_a_store_twice(tmp_path: Path) -> None:
    first, second = (DuckDBStore(tmp_path / "facts.duckdb") for _ in range(2))
    first.append({"interactions": calls(3)})
    first.close()
    first.close()
    assert count(second, "interactions") == 3
    second.close()


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    store.close()
    with pytest.raises(ValueError, match="open it again"):
        store.version()


def test_only_its_user_may_read_the_file(tmp_path: Path) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    store.append({"interactions": calls(3)})
    assert stat.S_IMODE((tmp_path / "facts.duckdb").stat().st_mode) == 0o600
    store.compact()
    assert stat.S_IMODE((tmp_path / "facts.duckdb").stat().st_mode) == 0o600
    store.close()


def test_facts_lie_by_customer_and_time_after_compacting(tmp_path: Path) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    for first in (200, 0, 100):
        store.append({"interactions": calls(100, first=first, customer="ann")})
    store.append({"interactions": calls(50, first=900)})
    store.compact()
    with store._open.reading() as connection:
        lying = connection.sql('SELECT place, "at" FROM kept.interactions').to_arrow_table().to_pylist()
        keys = connection.sql("SELECT key_hash FROM keeping.keys_interactions").to_arrow_table()
    order = [(row["place"], row["at"]) for row in lying]
    assert order == sorted(order)
    assert keys["key_hash"].to_pylist() == sorted(keys["key_hash"].to_pylist())
    assert len(order) == len(keys) == 350
    store.close()


def test_another_process_neither_gets_nor_harms_a_file_that_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried once the new file is written and once it is in place, when the engine has none of them open."""
    path = tmp_path / "facts.duckdb"
    attempts, sync = [], file._sync
    attempt = "import pathlib, sys; from auricle.store.engines.duckdb.file import hold; hold(pathlib.Path(sys.argv[1]))"

    def meanwhile(synced: Path) -> None:
        sync(synced)
        attempts.append(subprocess.run([sys.executable, "-c", attempt, str(path)], capture_output=True, text=True))

    store = DuckDBStore(path)
    store.append({"interactions": calls(3)})
    monkeypatch.setattr(file, "_sync", meanwhile)
    store.compact()
    assert ["HeldElsewhere" in each.stderr for each in attempts] == [True, True]
    assert count(store, "interactions") == 3
    store.close()


def test_keys_that_differ_by_little_are_told_apart(tmp_path: Path) -> None:
    """The engine's own hash gives these two the same number; taking one out must not forget the other."""
    alike = ["F202509-R001466/rating_price-x4", "F202503-R001463/rating_price-x7"]
    rows = calls(2, customer="ann").set_column(0, "interaction", pa.array(alike))
    store = DuckDBStore(tmp_path / "facts.duckdb")
    store.append({"interactions": rows})
    with store._open.reading() as connection:
        listed = connection.sql("SELECT count(DISTINCT key_hash) FROM keeping.keys_interactions").fetchall()
    assert listed == [(2,)]
    store.replace("interactions", rows.slice(0, 1))
    assert store.append({"interactions": rows}).duplicate == {"interactions": 2}
    store.close()


def test_facts_are_put_in_order_once_as_many_came_as_lay_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "MANY", 100)
    store = DuckDBStore(tmp_path / "facts.duckdb")
    done = []
    for first in range(0, 800, 100):
        store.append({"interactions": calls(100, first=first)})
        done.append(store.tidy())
    # the first batch lies in order as it came; then 100 are not more than 100, and 200 are; 300 wait for 400 more
    assert done == [False, False, True, False, False, False, True, False]
    store.close()


def test_putting_in_order_gives_way_to_an_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "MANY", 100)
    monkeypatch.setattr(file, "PATIENCE_SECONDS", 0.05)
    store = DuckDBStore(tmp_path / "facts.duckdb")
    for first in (0, 5000, 10000, 15000):
        store.append({"interactions": calls(5000, first=first)})
    export = store.stream(select(store, "interactions", "interaction"))
    assert not store.tidy()
    assert export.read_all().num_rows == 20_000
    assert store.tidy()
    store.close()


def test_compacting_waits_for_an_export_and_then_runs(tmp_path: Path) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    store.append({"interactions": calls(5000)})
    export = store.stream(select(store, "interactions", "interaction"))
    rows = export.read_next_batch().num_rows
    compacting = threading.Thread(target=store.compact)
    compacting.start()
    compacting.join(0.3)
    assert compacting.is_alive()
    rows += sum(batch.num_rows for batch in export)
    compacting.join(30)
    assert not compacting.is_alive()
    assert rows == count(store, "interactions") == 5000
    store.close()


def test_others_read_while_facts_are_put_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    store.append({"interactions": calls(5000)})
    read: list[int] = []
    in_order = upkeep.copy

    def copy(connection: duckdb.DuckDBPyConnection, *, sorted_anew: bool) -> None:
        in_order(connection, sorted_anew=sorted_anew)
        reader = threading.Thread(target=lambda: read.append(count(store, "interactions")))
        reader.start()
        reader.join(30)

    monkeypatch.setattr(upkeep, "copy", copy)
    store.compact()
    assert read == [5000]
    assert count(store, "interactions") == 5000
    store.close()


def test_a_batch_larger_than_the_memory_is_appended(tmp_path: Path) -> None:
    store = DuckDBStore(tmp_path / "facts.duckdb", memory="300MB", cubes=())
    wide = calls(2000)
    wide = wide.append_column("properties", pa.array(['{"note": "' + f"{i} wide " * 120 + '"}' for i in range(2000)]))

    def batches() -> object:
        for number in range(150):
            keys = pa.array([f"{number}/{i}" for i in range(2000)])
            yield from wide.set_column(0, "interaction", keys).to_batches()

    reader = pa.RecordBatchReader.from_batches(wide.schema, batches())
    assert store.append({"interactions": reader}).stored == {"interactions": 300_000}
    assert count(store, "interactions") == 300_000
    store.close()
