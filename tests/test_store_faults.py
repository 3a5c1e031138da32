"""The promise that nothing acknowledged is lost and nothing counted twice, with the fault that would break it.

A process appends numbered batches, each with its origin, and says each number once it is stored. It
is killed at a random moment and started again from the first number it did not say, as a drain that
lost its place would be; at the end every batch is there, once.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import sqlglot

from auricle.store.conformance.asking import column, count, value
from auricle.store.opening import open_store

ROUNDS = 10
BATCH_ROWS = 500


def _round(folder: Path, first: int, patience_seconds: float) -> int:
    """Append from batch ``first`` on until killed; the first number that was not acknowledged."""
    command = [sys.executable, "-m", "auricle.store.conformance.appending", "duckdb", str(folder), str(first)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    said = [int(writer.stdout.readline())]
    time.sleep(patience_seconds)
    writer.send_signal(signal.SIGKILL)
    said += [int(line) for line in writer.stdout.read().splitlines()]
    writer.wait()
    assert said == list(range(first, first + len(said)))
    return said[-1] + 1


def test_kill_9_at_any_moment_loses_nothing_acknowledged_and_counts_nothing_twice(tmp_path: Path) -> None:
    moments = random.Random(2026)
    acknowledged = 0
    for _ in range(ROUNDS):
        # started again a batch earlier than it got to, as one whose last word was lost
        first = max(acknowledged - 1, 0)
        acknowledged = max(acknowledged, _round(tmp_path, first, moments.uniform(0, 0.25)))
    store = open_store(tmp_path)
    try:
        stored = count(store, "interactions")
        assert stored in (acknowledged * BATCH_ROWS, (acknowledged + 1) * BATCH_ROWS)
        assert value(store, "interactions", store.spelling.distinct(column("interaction"))) == stored
        cells = store.query(
            sqlglot.parse_one("select sum(n) as n, sum(duration_seconds_x) as x from cube_interactions")
        )  # type: ignore[arg-type]
        assert int(cells["n"][0].as_py()) == stored
        assert cells["x"][0].as_py() == stored * (stored - 1) / 2
    finally:
        store.close()
