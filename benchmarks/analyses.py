"""Every analysis on 50 million facts of all kinds, each in a process of its own, with the most memory it took."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from auricle.model.entities import ENTITIES
from auricle.workspace import Workspace

from .company import FOLDER, everything
from .timing import Timing, spoken

STEPS = ("product_viewed", "checkout", "order_placed", "order_delivered")


def run(answers: int) -> Iterator[Timing]:
    facts = everything(answers)
    work = f"{sum(facts.count(name) for name in ENTITIES):,} facts"
    facts.close()
    for name in ANALYSES:
        told = subprocess.run(
            [sys.executable, "-m", __name__, name, str(FOLDER / f"facts-{answers}")],
            stdout=subprocess.PIPE, check=True, text=True,
        )  # fmt: skip
        took = json.loads(told.stdout)
        note = f"{spoken(took['busy'])} of processors, at most {took['peak'] / 1e9:.1f} GB"
        yield Timing(f"{name}, {work}", "Auricle", took["seconds"], 1, note)


def _movement(facts: Workspace) -> object:
    last = facts.last_day
    years = [(last - timedelta(days=365 * back + 364), last - timedelta(days=365 * back)) for back in (1, 0)]
    return facts.movement("nps", *years, by="segment")


def _money(facts: Workspace) -> object:
    until = facts.last_day - timedelta(days=180)
    return facts.score_and_money("nps", until - timedelta(days=364), until, by="segment")


ANALYSES: dict[str, Callable[[Workspace], object]] = {
    "drivers among answers": lambda facts: facts.drivers("nps"),
    "drivers among themes and operations": lambda facts: facts.drivers("nps", of=("themes", "operations")),
    "why the score moved": _movement,
    "score and money": _money,
    "presence": lambda facts: facts.presence(),
    "answer quality": lambda facts: facts.answer_quality("nps"),
    "people, fairly": lambda facts: facts.fairly("csat"),
    "journeys": lambda facts: facts.journeys("customer", "touchpoint"),
    "step scores": lambda facts: facts.step_scores("touchpoint"),
    "funnel": lambda facts: facts.funnel(STEPS),
    "conformance": lambda facts: facts.conformance(STEPS, "journey"),
    "channels": lambda facts: facts.channel_parts("order_placed"),
    "control chart": lambda facts: facts.control_chart("nps", "week"),
    "anomalies": lambda facts: facts.anomalies("nps"),
    "forecast": lambda facts: facts.outlook("nps"),
    "buying": lambda facts: facts.buying(),
    "leaving": lambda facts: facts.leaving(),
    "pace of leaving": lambda facts: facts.pace(facts.last_day - timedelta(days=365)),
    "staying": lambda facts: facts.staying(),
    "cohorts": lambda facts: facts.cohorts(),
    "silent promoters": lambda facts: facts.silent_promoters(),
    "voices": lambda facts: facts.voices(facts.first_day, facts.last_day),
    "a theme": lambda facts: facts.theme_words("delivery", facts.first_day, facts.last_day),
    "themes found": lambda facts: facts.found_themes(facts.first_day, facts.last_day),
    "before and after": lambda facts: facts.prove("nps", facts.last_day - timedelta(days=180), "unit is not null"),
}


def _one(name: str, folder: Path) -> None:
    with Workspace(folder) as facts:
        start, busy = time.perf_counter(), time.process_time()
        ANALYSES[name](facts)
        took = {"seconds": time.perf_counter() - start, "busy": time.process_time() - busy}
    took["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(took))


if __name__ == "__main__":
    _one(sys.argv[1], Path(sys.argv[2]))
