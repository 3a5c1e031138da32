from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auricle.store.snapshot import SnapshotDamaged
from auricle.store.store import Store

from .asking import ask, count
from .conftest import Opening
from .rows import at, calls, rows


def _filled(store: Store) -> None:
    store.append({"interactions": calls(50)}, origin="journal:1")
    store.append(
        {"orders": rows("orders", {"order": "1", "at": at("2024-01-01T20:00"), "amount": 3, "status": "客戶"})}
    )


def _all(store: Store) -> list[list[tuple[object, ...]]]:
    return [
        ask(store, "interactions", "interaction", "at", "customer", "duration_seconds", "day", order="interaction"),
        ask(store, "orders", "order", "at", "amount", "status", "properties", "day", order="order"),
    ]


def test_a_snapshot_brings_everything_back(store: Store, tmp_path: Path) -> None:
    _filled(store)
    before, version = _all(store), store.version()
    kept = store.snapshot(tmp_path / "kept")
    store.erase("c1")
    store.append({"interactions": calls(5, first=100)}, origin="journal:2")
    store.restore(kept)
    assert _all(store) == before
    assert store.version() > version


def test_a_snapshot_fills_another_store_in_its_own_zone(opened: Opening, tmp_path: Path) -> None:
    first = opened("UTC", "first")
    _filled(first)
    kept = first.snapshot(tmp_path / "kept")
    first.close()  # an engine may keep one workspace open at a time
    second = opened("Asia/Shanghai", "second")
    second.append({"interactions": calls(3, first=900)})
    second.restore(kept)
    assert count(second, "interactions") == 50
    assert ask(second, "orders", "order", "day") == [("1", date(2024, 1, 2))]


def test_what_came_after_a_snapshot_may_come_again_once_it_is_restored(store: Store, tmp_path: Path) -> None:
    _filled(store)
    kept = store.snapshot(tmp_path / "kept")
    store.append({"interactions": calls(5, first=100)}, origin="journal:2")
    store.restore(kept)
    assert store.append({"interactions": calls(50)}, origin="journal:1").duplicate == {"interactions": 50}
    assert store.append({"interactions": calls(5, first=100)}, origin="journal:2").stored == {"interactions": 5}


def test_two_snapshots_lie_side_by_side(store: Store, tmp_path: Path) -> None:
    first = store.snapshot(tmp_path / "kept")
    _filled(store)
    second = store.snapshot(tmp_path / "kept")
    store.restore(first)
    assert count(store, "interactions") == 0
    store.restore(second)
    assert count(store, "interactions") == 50


@pytest.mark.parametrize("harm", ["cut", "altered", "missing", "no manifest", "manifest cut"])
def test_a_damaged_snapshot_is_refused_and_changes_nothing(store: Store, tmp_path: Path, harm: str) -> None:
    _filled(store)
    kept = store.snapshot(tmp_path / "kept")
    store.append({"interactions": calls(5, first=100)})
    before = _all(store)
    _harm(kept, harm)
    with pytest.raises(SnapshotDamaged, match=str(kept.name)):
        store.restore(kept)
    assert _all(store) == before


def _harm(kept: Path, harm: str) -> None:
    part = next((kept / "interactions").iterdir())
    manifest = kept / "manifest.json"
    content = part.read_bytes()
    if harm == "cut":
        part.write_bytes(content[: len(content) // 2])
    elif harm == "altered":
        part.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    elif harm == "missing":
        part.unlink()
    elif harm == "no manifest":
        manifest.unlink()
    else:
        manifest.write_bytes(manifest.read_bytes()[:-20])
