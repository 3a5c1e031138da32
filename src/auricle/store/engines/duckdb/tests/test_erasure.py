"""Erasing a person erases them from every file: the bytes on disk are searched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auricle.store import snapshot
from auricle.store.conformance.asking import count
from auricle.store.conformance.rows import rows
from auricle.store.engines.duckdb import upkeep
from auricle.store.engines.duckdb.engine import DuckDBStore
from auricle.store.opening import StoreSettings, open_store
from auricle.store.snapshot import KEPT_IN
from auricle.store.store import StoreBusy

EMAIL = "anneliese.unmistakable@example.test"
WORDS = "the lift was stuck for unmistakable hours"
NOON = datetime(2024, 5, 5, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckDBStore]:
    store = DuckDBStore(tmp_path / "facts.duckdb")
    _fill(store)
    yield store
    store.close()


def _fill(store: DuckDBStore) -> None:
    others = [{"customer": f"other{i}", "email": f"other{i}@example.test"} for i in range(500)]
    store.append(
        {
            "customers": rows("customers", {"customer": "anneliese-1", "email": EMAIL}, *others),
            "identities": rows(
                "identities",
                {
                    "identity": f"email:{EMAIL}",
                    "kind": "email",
                    "value": EMAIL,
                    "customer": "anneliese-1",
                    "original": "anneliese-1",
                },
            ),
            "feedback": rows(
                "feedback",
                {"feedback": "f1", "at": NOON, "kind": "post", "text": WORDS, "customer": "anneliese-1"},
                {"feedback": "f2", "at": NOON, "kind": "post", "text": "fine", "customer": "other1"},
            ),
            "quarantine": rows(
                "quarantine",
                {"row": "a:1", "at": NOON, "raw": f'{{"contact": "Anne <{EMAIL.upper()}>"}}'},
                {"row": "a:2", "at": NOON, "value": EMAIL},
                {"row": "a:3", "at": NOON, "raw": '{"contact": "somebody else"}'},
            ),
        }
    )


def _files_with(folder: Path, text: str) -> list[str]:
    """Every file under the folder that holds the text, in bytes or in a column of Parquet."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            written = path.read_bytes()
            if path.suffix == ".parquet":
                written += repr(pq.read_table(path).to_pylist()).encode()
            if text.lower().encode() in written.lower():
                found.append(path.name)
    return sorted(found)


def test_no_file_holds_anything_of_an_erased_customer(store: DuckDBStore, tmp_path: Path) -> None:
    store.snapshot(tmp_path / KEPT_IN)
    assert _files_with(tmp_path, EMAIL)
    removed = store.erase("anneliese-1")
    assert removed["quarantine"] == 2
    for text in (EMAIL, "anneliese", WORDS):
        assert _files_with(tmp_path, text) == []
    assert count(store, "customers") == 500
    assert count(store, "feedback") == 1
    assert count(store, "quarantine") == 1


def test_nothing_is_left_when_the_store_is_closed_either(store: DuckDBStore, tmp_path: Path) -> None:
    store.erase("anneliese-1")
    store.close()
    assert _files_with(tmp_path, "anneliese") == []
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["facts.duckdb", "facts.duckdb.lock"]


def test_an_address_that_only_a_snapshot_remembers_goes_too(store: DuckDBStore, tmp_path: Path) -> None:
    store.snapshot(tmp_path / KEPT_IN)
    store.replace("customers", rows("customers", {"customer": "anneliese-1", "email": "new@example.test"}))
    store.erase("anneliese-1")
    assert _files_with(tmp_path, EMAIL) == []


def test_a_snapshot_without_the_erased_is_still_whole(store: DuckDBStore, tmp_path: Path) -> None:
    kept = store.snapshot(tmp_path / KEPT_IN)
    before = snapshot.check(kept)
    store.erase("anneliese-1")
    after = snapshot.check(kept)
    assert before.tables["customers"].rows - after.tables["customers"].rows == 1
    assert before.tables["orders"] == after.tables["orders"]
    store.restore(kept)
    assert count(store, "customers") == 500


def test_an_erasure_cut_short_is_ended_when_the_store_is_opened_again(
    store: DuckDBStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.snapshot(tmp_path / KEPT_IN)

    def cut(connection: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(upkeep, "copy", cut)
        with pytest.raises(OSError, match="no space"):
            store.erase("anneliese-1")
    assert count(store, "customers") == 500
    store.close()
    again = open_store(tmp_path, StoreSettings())
    assert _files_with(tmp_path, "anneliese") == []
    again.close()


def test_a_draft_left_by_a_killed_process_is_thrown_away(store: DuckDBStore, tmp_path: Path) -> None:
    store.close()
    draft = tmp_path / "facts.duckdb.rewriting"
    draft.write_text(EMAIL)
    again = open_store(tmp_path, StoreSettings())
    assert not draft.exists()
    again.close()


def test_an_erasure_waits_for_those_who_read_and_says_so(
    store: DuckDBStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auricle.store.engines.duckdb.file.PATIENCE_SECONDS", 0.2)
    with store._open.reading(), pytest.raises(StoreBusy, match="let the export end"):
        store.erase("anneliese-1")
    assert count(store, "customers") == 500
    assert _files_with(tmp_path, "anneliese")
    store.erase("nobody")
    assert _files_with(tmp_path, "anneliese") == []
