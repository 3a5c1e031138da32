"""A disk that is full or read-only: nothing is acknowledged that is not kept, and it goes on by itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .house import PATIENCE_SECONDS, House, house

_MEGABYTES = 48
can_mount = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("mount"), reason="a small disk can only be mounted by root"
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m", "tmpfs", str(folder)])
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk of memory")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@can_mount
def test_on_a_full_disk_clients_are_told_to_come_again_and_what_was_acknowledged_stays(small_disk: Path) -> None:
    with house(small_disk / "home") as served:
        assert _send(served, "before") == 200
        filler = small_disk / "filler"
        with filler.open("wb") as file:
            file.write(b"x" * (shutil.disk_usage(small_disk).free - 100_000))
        kept, refused = ["before"], []
        for number in range(60):
            status = _send(served, f"during-{number}", text="x" * 20_000)
            (kept if status == 200 else refused).append(f"during-{number}")
            assert status in (200, 429), status
        assert refused
        filler.unlink()
        _until_taken(served, kept, "after")
        served.wait_until_drained()
        served.stop()
        found = Counter(served.stored())
    assert {id_: found[id_] for id_ in kept} == dict.fromkeys(kept, 1)
    assert not set(refused) & set(found) - set(kept)


@can_mount
def test_on_a_read_only_disk_clients_are_told_to_come_again(small_disk: Path) -> None:
    """No disk becomes read-only under files that are open for writing; the processes find it so when they begin."""
    with house(small_disk / "home") as served:
        kept: list[str] = []
        _until_taken(served, kept, "before")
        served.wait_until_drained()
        served.wait_until_showing()
        with _read_only(served.home):
            served.kill("drain")
            served.kill("collector")
            until = time.monotonic() + PATIENCE_SECONDS
            while (status := _send(served, "during")) != 429:
                assert status == 0, "the disk is read-only, and something was acknowledged"
                assert time.monotonic() < until
        _until_taken(served, kept, "after")
        served.wait_until_drained()
        served.stop()
        assert sorted(served.stored()) == sorted(kept)


@contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    """A folder that whoever opens a file in it now can only read; EROFS, from the kernel."""
    for options in ("bind", "remount,bind,ro"):
        subprocess.run(["mount", "-o", options, str(folder), str(folder)], check=True)
    try:
        with pytest.raises(OSError, match="Read-only"):
            (folder / "tried").touch()
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _until_taken(served: House, kept: list[str], id_: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while (status := _send(served, id_)) != 200:
        assert status in (429, 0)
        assert time.monotonic() < until
        time.sleep(0.2)
    kept.append(id_)


def _send(served: House, id_: str, text: str = "") -> int:
    """The status, 0 when nobody answered."""
    event = {"type": "track", "event": "Bought", "userId": "u1", "messageId": id_, "properties": {"text": text}}
    return served.door.post("/v1/track", json.dumps(event).encode())
