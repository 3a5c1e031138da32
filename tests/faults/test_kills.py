"""Killed at any instant, nothing that was acknowledged is lost and nothing is stored twice.

The short form makes a few rounds; ``make faults`` makes hundreds.
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

from . import sending
from .house import PATIENCE_SECONDS, House, house

ROUNDS = int(os.environ.get("AURICLE_FAULT_ROUNDS", "6"))
LONGEST_SECONDS = 0.7
_WHOM = ("collector",) * 5 + ("drain",) * 5 + ("both",) * 2 + ("server",)


@pytest.mark.skipif(not Path("/proc").exists(), reason="the processes to kill are found in /proc")
def test_what_was_acknowledged_is_stored_once_whoever_is_killed_when(tmp_path: Path) -> None:
    chance = random.Random(os.environ.get("AURICLE_FAULT_SEED", "1"))
    notes = tmp_path / "notes"
    notes.mkdir()
    with house(tmp_path / "home") as served:
        clients = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sending", str(served.port), served.key, str(notes)]
        )
        try:
            _until_loaded(notes)
            killed = _kill(served, chance)
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
    assert len(kept) > ROUNDS  # there was a load
    assert sum(killed.values()) >= ROUNDS
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


def _kill(served: House, chance: random.Random) -> Counter[str]:
    killed: Counter[str] = Counter()
    while sum(killed.values()) < ROUNDS:
        time.sleep(chance.random() * LONGEST_SECONDS)
        whom = chance.choice(_WHOM)
        for part in ("collector", "drain") if whom == "both" else (whom,):
            killed[part] += served.kill(part)
    return killed
