"""python -m benchmarks [measures timeline …] [--answers 50000000]"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module

from rich.console import Console

from .timing import Timing, machine, show, written

ALL = (
    "measures",
    "timeline",
    "import_csv",
    "pages",
    "drivers",
    "collector",
    "journeys",
    "worth",
    "analyses",
    "voices",
    "signals",
    "inbox",
    "unhappy",
)

ENDURANCE = "endurance"
"""Takes minutes, and is run when it is named."""


def _runs(name: str, chosen: argparse.Namespace) -> Iterator[Timing]:
    module = import_module(f".{name}", __package__)
    return module.run(chosen.answers, chosen.minutes) if name == ENDURANCE else module.run(chosen.answers)


def main() -> None:
    asked = argparse.ArgumentParser(prog="benchmarks", description="Auricle beside its peers")
    asked.add_argument(
        "names", nargs="*", default=ALL, choices=[*ALL, ENDURANCE, []], help="which to run; all when none is named"
    )
    asked.add_argument("--answers", type=int, default=50_000_000, help="how many answers the workspace holds")
    asked.add_argument("--markdown", action="store_true", help="end in the table of docs/benchmarks.md")
    asked.add_argument("--minutes", type=float, default=10, help="how long the benchmark endurance loads the server")
    chosen = asked.parse_args()
    console = Console()
    everything: list[Timing] = []
    for name in chosen.names:
        timings: list[Timing] = []
        for timing in _runs(name, chosen):
            console.print(f"{timing.work}: {timing.who} {timing.seconds:.4f} s")
            timings.append(timing)
        show(timings, console)
        everything += timings
    if chosen.markdown:
        print(f"{machine()}\n\n{written(everything)}")


if __name__ == "__main__":
    main()
