"""Round the loop, from an unhappy answer to the proof: once each, whatever is killed between which two steps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.postgresql import PostgreSQL, postgresql

__all__ = ["postgresql"]

ROOT = Path(__file__).resolve().parents[2]
STEPS = 52
IS_LONG = "AURICLE_FAULT_ROUNDS" in os.environ
EVERY = 1 if IS_LONG else 26
"""All fifty-two places for ``make faults``, two of them on SQLite otherwise."""

ONCE = {
    "firings": 1, "notices": 1, "messages": ["out", "in"], "letters": 3, "repeated": 0, "unsent": 0,
    "questions": [False, True], "reopened": 1, "history": None, "measured": [[True, True, 2.0, 9.0]],
}  # fmt: skip
SENT_AGAIN = {"after the mail server", "before noting that it went"}
"""The mail server took the letter and we did not live to write it down: it goes again, under the same Message-ID."""


def _tried(home: Path, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.closing", str(home), str(EVERY)],
        cwd=ROOT, capture_output=True, text=True, timeout=3600, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    found: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(range(0, STEPS, EVERY)) + 1, done.stderr
    assert [line.pop("killed") for line in found] == [True] * (len(found) - 1) + [False]
    for line in found:
        step = line.pop("step")
        assert line == ONCE | {"repeated": int(step in SENT_AGAIN)}, step


def test_a_kill_between_two_steps_loses_and_doubles_nothing(tmp_path: Path) -> None:
    _tried(tmp_path / "home")


@pytest.mark.skipif(not IS_LONG, reason="make faults tries every place on PostgreSQL")
def test_nor_on_postgresql(tmp_path: Path, postgresql: PostgreSQL) -> None:
    _tried(tmp_path / "home", AURICLE_DATABASE=postgresql.database("closing"))
