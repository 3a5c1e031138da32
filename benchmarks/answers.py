"""Answers taken by the web's process: a whole page posted, on disk, the thank-you page sent back.

Judged by processor time per answer as well, for a machine is rarely quiet: ``python -m benchmarks.answers``.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from .asked import asking, flood

SECONDS = 8.0
SCORES = range(11)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, asking(Path(folder)) as asked:
        flood(asked, 1.0, SCORES)
        others = _children(asked.pid)
        _wait_for_rest(others)
        before, beside = _processor_seconds(asked.pid), sum(map(_processor_seconds, others))
        answers = flood(asked, SECONDS, SCORES)
        used = (_processor_seconds(asked.pid) - before) / answers * 1e3
        used_beside = (sum(map(_processor_seconds, others)) - beside) / answers * 1e3
    print(
        f"{answers / SECONDS:,.0f} answers a second, each on disk; of one core {used:.2f} ms each to take one, "
        f"{used_beside:.2f} ms beside it to count it and bring it into the store"
    )


def _wait_for_rest(pids: list[int]) -> None:
    """Until the processes beside it have begun and do nothing, so that what beginning costs is no answer's."""
    for _ in range(60):
        before = sum(map(_processor_seconds, pids))
        time.sleep(1)
        if sum(map(_processor_seconds, pids)) - before < 0.1:
            return


def _children(pid: int) -> list[int]:
    """The processes a process started, and those that they did."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(child) for thread in threads for child in thread.read_text().split()]
    return [*own, *(each for child in own for each in _children(child))]


def _processor_seconds(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
