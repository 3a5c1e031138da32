"""Medians of repeated runs, and the table they end in."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Timing:
    """``seconds`` is the median of ``runs``; ``note`` says what was different, if anything was."""

    work: str
    who: str
    seconds: float
    runs: int
    note: str = ""


def timed(work: str, who: str, run: Callable[[], object], runs: int = 7, note: str = "") -> Timing:
    """The median time of a run, after one that warms caches up and is not counted."""
    run()
    gc.collect()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return Timing(work, who, statistics.median(seconds), runs, note)


def once(work: str, who: str, run: Callable[[], object], note: str = "") -> Timing:
    """One run of something that changes what it works on."""
    start = time.perf_counter()
    run()
    return Timing(work, who, time.perf_counter() - start, 1, note)


def show(timings: list[Timing], console: Console) -> None:
    """A table in which Auricle comes first and every other line says how it compares with that."""
    table = Table("work", "who", "median", "beside Auricle", "runs", "note")
    first: dict[str, float] = {}
    for timing in timings:
        ours = first.setdefault(timing.work, timing.seconds)
        beside = "" if timing.seconds is ours else f"{timing.seconds / ours:.2f} x"
        table.add_row(timing.work, timing.who, spoken(timing.seconds), beside, str(timing.runs), timing.note)
    console.print(table)


def spoken(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
