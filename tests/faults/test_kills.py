"""Killed at any instant, nothing that was acknowledged is lost and nothing is stored twice.

The short form makes a few rounds on SQLite; ``make faults`` makes hundreds, and forty on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.postgresql import PostgreSQL, postgresql

from . import sending
from .house import PATIENCE_SECONDS, House, house

__all__ = ["postgresql"]
ROUNDS = int(os.environ.get("AURICLE_FAULT_ROUNDS", "6"))
ROUNDS_ON_POSTGRESQL = min(ROUNDS, 40)
LONGEST_SECONDS = 0.7
_WHOM = ("collector",) * 5 + ("drain",) * 5 + ("both",) * 2 + ("server",)
pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="the processes to kill are found in /proc")


def test_what_was_acknowledged_is_stored_once_whoever_is_killed_when(tmp_path: Path) -> None:
    _loaded(tmp_path, ROUNDS)


@pytest.mark.skipif("AURICLE_FAULT_ROUNDS" not in os.environ, reason="make faults kills on PostgreSQL too")
def test_so_it_is_on_postgresql(tmp_path: Path, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AURICLE_DATABASE", postgresql.database("kills"))
    _loaded(tmp_path, ROUNDS_ON_POSTGRESQL)


def test_who_is_killed_twice_came_again_in_between(tmp_path: Path) -> None:
    with house(tmp_path / "home") as served:
        for part in ("collector", "collector", "drain", "drain"):
            served.kill(part)
        served.wait_until_taking()


def _loaded(folder: Path, rounds: int) -> None:
    """Rounds of killing under load, and everything told."""
    chance = random.Random(os.environ.get("AURICLE_FAULT_SEED", "1"))
    notes = folder / "notes"
    notes.mkdir()
    with house(folder / "home") as served:
        clients = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sending", str(served.port), served.key, str(notes)]
        )
        try:
            _until_loaded(notes)
            killed = _kill(served, chance, rounds)
        finally:
            (notes / "enough").touch()
            clients.wait(60)
        served.wait_until_taking()
        served.wait_until_drained()
        received, stored, duplicate, quarantined, waiting = served.tally()
        served.stop()
        found = Counter(served.stored())
    kept, sent = sending.acknowledged(notes), sending.sent(notes)
    print(f"{killed} killed; {len(kept):,} acknowledged, {len(found):,} stored, {duplicate:,} met again")
    assert len(kept) > rounds  # there was a load
    assert [id_ for id_ in kept if id_ not in found] == []
    assert [id_ for id_, times in found.items() if times > 1] == []
    assert set(found) <= sent
    assert (waiting, quarantined) == (0, 0)
    assert received == stored + duplicate
    assert stored == len(found)


def _until_loaded(notes: Path) -> None:
    """Until every client was told that something of theirs is kept."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (kept := list(notes.glob("*.kept"))) or not all(path.stat().st_size for path in kept):
        assert time.monotonic() < until, "no client gets anything through"
        time.sleep(0.1)


def _kill(served: House, chance: random.Random, rounds: int) -> Counter[str]:
    killed: Counter[str] = Counter()
    while sum(killed.values()) < rounds:
        time.sleep(chance.random() * LONGEST_SECONDS)
        whom = chance.choice(_WHOM)
        for part in ("collector", "drain") if whom == "both" else (whom,):
            served.kill(part)
            killed[part] += 1
    return killed
