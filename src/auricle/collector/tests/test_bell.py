"""Who waits is woken, whoever rings, and whenever; a home without a bell is only slower."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from auricle.collector.bell import DRAIN, WORKER, Bell, ring

LONG_SECONDS = 60.0


def test_another_process_wakes_who_waits(tmp_path: Path) -> None:
    with Bell(tmp_path, DRAIN) as bell:
        rings = (
            f"from pathlib import Path; from auricle.collector.bell import ring; ring(Path({str(tmp_path)!r}), 'drain')"
        )
        with subprocess.Popen([sys.executable, "-c", rings]):
            assert bell.wait(LONG_SECONDS)


def test_what_rang_before_anybody_waited_is_heard_once(tmp_path: Path) -> None:
    with Bell(tmp_path, DRAIN) as bell:
        for _ in range(100_000):  # more than a pipe holds
            ring(tmp_path, DRAIN)
        assert bell.wait(0)
        while bell.wait(0):
            pass
        ring(tmp_path, DRAIN)
        assert bell.wait(0)
        assert not bell.wait(0)


def test_of_several_who_wait_one_at_least_is_woken(tmp_path: Path) -> None:
    with Bell(tmp_path, WORKER) as first, Bell(tmp_path, WORKER) as second:
        ring(tmp_path, WORKER)
        woken = [first.wait(0), second.wait(0)]
    assert any(woken)


def test_ringing_where_nobody_listens_does_nothing(tmp_path: Path) -> None:
    ring(tmp_path, DRAIN)
    Bell(tmp_path, DRAIN).close()
    ring(tmp_path, DRAIN)
    ring(tmp_path / "nowhere", DRAIN)
    with Bell(tmp_path / "nowhere", DRAIN) as silent:
        assert not silent.wait(0.01)
