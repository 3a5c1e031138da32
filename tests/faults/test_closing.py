"""Signal, case and notice are exactly one each, whatever is killed between which two steps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.postgresql import PostgreSQL, postgresql

__all__ = ["postgresql"]

ROOT = Path(__file__).resolve().parents[2]
EVERY = 1 if "AURICLE_FAULT_ROUNDS" in os.environ else 6
"""All sixteen places for ``make faults``, three of them otherwise."""


def _tried(home: Path, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.closing", str(home), str(EVERY)],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    lines = [line.split(";") for line in done.stdout.splitlines()]
    assert len(lines) == len(range(0, 16, EVERY)) + 1, done.stderr
    assert {line[0]: line[2:] for line in lines} == {line[0]: ["1", "1", "1"] for line in lines}
    assert [line[1] for line in lines] == ["killed"] * (len(lines) - 1) + ["lived"]


def test_a_kill_between_two_steps_loses_and_doubles_nothing(tmp_path: Path) -> None:
    _tried(tmp_path)


def test_nor_on_postgresql(tmp_path: Path, postgresql: PostgreSQL) -> None:
    _tried(tmp_path, AURICLE_DATABASE=postgresql.database("closing"))
