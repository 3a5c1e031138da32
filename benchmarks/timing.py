"""Medians of repeated runs, and the table they end in."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from platform import python_version

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
    for timing, how in zip(timings, beside(timings), strict=True):
        table.add_row(timing.work, timing.who, spoken(timing.seconds), how, str(timing.runs), timing.note)
    console.print(table)


def beside(timings: list[Timing]) -> list[str]:
    """How each compares with the first of its work, which is Auricle's."""
    first: dict[str, Timing] = {}
    ours = [first.setdefault(timing.work, timing) for timing in timings]
    return [f"{t.seconds / o.seconds:.2f} x" if t is not o else "" for t, o in zip(timings, ours, strict=True)]


def written(timings: list[Timing]) -> str:
    """The table as Markdown."""
    rows = [
        f"| {t.work} | {t.who} | {spoken(t.seconds)} | {how} | {t.note} |"
        for t, how in zip(timings, beside(timings), strict=True)
    ]
    return "\n".join(["| work | who | median | beside Auricle | note |", "|---|---|---|---|---|", *rows])


def machine() -> str:
    """What the numbers were taken on, for a reader who has another."""
    packages = ("duckdb", "chdb", "datafusion", "pandas", "polars", "pyarrow")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{date.today()}, {os.cpu_count()} processors, {memory:.0f} GB, Python {python_version()}, {versions}"


def spoken(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
