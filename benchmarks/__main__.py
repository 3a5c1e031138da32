"""python -m benchmarks [measures timeline …] [--answers 50000000]"""

from __future__ import annotations

import argparse
from importlib import import_module

from rich.console import Console

from .timing import Timing, show

ALL = ("measures", "timeline", "import_csv", "pages")


def main() -> None:
    asked = argparse.ArgumentParser(prog="benchmarks", description="Auricle beside its peers")
    asked.add_argument("names", nargs="*", default=ALL, choices=[*ALL, []], help="which to run; all when none is named")
    asked.add_argument("--answers", type=int, default=50_000_000, help="how many answers the workspace holds")
    chosen = asked.parse_args()
    console = Console()
    for name in chosen.names:
        timings: list[Timing] = []
        for timing in import_module(f".{name}", __package__).run(chosen.answers):
            console.print(f"{timing.work}: {timing.who} {timing.seconds:.4f} s")
            timings.append(timing)
        show(timings, console)


if __name__ == "__main__":
    main()
