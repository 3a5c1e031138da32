"""The processes of a running server, and what each has used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_COMMANDS = {
    "collector": "auricle.collector.receiving.process",
    "drain": "auricle.collector.drain.process",
    "server": "-m auricle serve",
    "worker": "auricle.web.platform.worker_process",
}
"""What tells them apart in their command lines; the server's process owns the stores."""


def processes(home: str) -> Iterator[tuple[str, Path]]:
    """The processes of a home, by what they are, as their folders in /proc."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it has ended meanwhile
            continue
        for part, command in _COMMANDS.items():
            if command in said and home in said:
                yield part, process


def processor_seconds(home: Path) -> dict[str, float]:
    """Processor seconds of each part since it began."""
    ticks = os.sysconf("SC_CLK_TCK")
    found: dict[str, float] = {}
    for part, process in processes(str(home)):
        used = (process / "stat").read_text().rpartition(")")[2].split()
        found[part] = (int(used[11]) + int(used[12])) / ticks
    return found


def each_event(before: dict[str, float], after: dict[str, float], events: int) -> str:
    """What the parts used for an event, in words."""
    used = {part: after[part] - before[part] for part in sorted(before) if part in after}
    return ", ".join(f"{part} {seconds / events * 1e6:.1f} µs" for part, seconds in used.items())
