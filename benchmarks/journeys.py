"""What follows what, beside pm4py on the help desk's log many times over; removal effects beside ChannelAttribution."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import pyarrow as pa

import auricle
from auricle.analysis.attribution import removal_effects
from auricle.model.entities import entity
from auricle.sources import parse_mapping
from auricle.sources import run as take_in
from auricle.understanding.funnels import funnel_of
from auricle.understanding.journeys import JourneyMap, journey_map, journey_moves
from auricle.understanding.keeping import kept, read_back
from auricle.understanding.steps import Steps
from auricle.workspace import Workspace

from .company import _renamed
from .timing import Timing, once, spoken, timed

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("AURICLE_SHARED_DATA", ROOT.parent / "shared" / "data"))
SHARE = 0.2  # of the answers asked for: 50 million ask for 10 million events


def run(answers: int) -> Iterator[Timing]:
    yield from _map(int(answers * SHARE))
    yield from _removal()


def _map(events: int) -> Iterator[Timing]:
    with tempfile.TemporaryDirectory() as folder, closing(auricle.create(Path(folder) / "desk")) as desk:
        take_in(
            parse_mapping((ROOT / "examples/sources/helpdesk.yaml").read_text()), SHARED / "journey_logs", desk.store
        )
        once_over = desk.facts("interactions").select(entity("interactions").schema.names)
        copies = max(events // once_over.num_rows, 1)
        _fill(desk, once_over, copies)
        yield from _graph(desk, "customer")
        yield from _graph(desk, "journey", "by case, each at several customers'")
    with tempfile.TemporaryDirectory() as folder, closing(auricle.create(Path(folder) / "cases")) as cases:
        place = once_over.schema.get_field_index("customer")
        _fill(cases, once_over.set_column(place, once_over.schema.field(place), once_over.column("journey")), copies)
        yield from _graph(cases, "journey", "by case, each at one customer's")


def _graph(desk: Workspace, run: str, called: str = "by customer") -> Iterator[Timing]:
    """In the log a case lies at several customers', so that some of its rows come out of order; mostly it is one's."""
    work = f"directly-follows graph with times {called}, {desk.count('interactions'):,} events"
    asked = Steps(run, "activity")
    yield _busy(work, "Auricle", lambda: journey_moves(asked, desk.store), runs=3)
    steps = ("Assign seriousness", "Take in charge ticket", "Resolve ticket", "Closed")
    through = f"funnel of {len(steps)} steps {called}, {desk.count('interactions'):,} events"
    yield _busy(through, "Auricle", lambda: funnel_of(asked, steps, desk.store), runs=3)
    found = kept(journey_map(asked, desk.store))
    yield timed(f"the whole map {called}, as it is kept", "Auricle", lambda: read_back(JourneyMap, found), runs=15)
    if find_spec("pm4py"):
        import pm4py

        names = {run: "case:concept:name", "activity": "concept:name", "at": "time:timestamp"}
        frame = desk.facts("interactions").select(list(names)).rename_columns(list(names.values())).to_pandas()
        yield _busy(work, "pm4py", lambda: pm4py.discover_performance_dfg(frame), runs=1)


def _busy(work: str, who: str, run: Callable[[], object], runs: int) -> Timing:
    """With the seconds that processors were kept busy, which say more where others work too."""
    run()  # warms caches up, and compiles
    busy = time.process_time()
    found = [once(work, who, run) for _ in range(runs)]
    note = f"{spoken((time.process_time() - busy) / runs)} of processors"
    return Timing(work, who, median(timing.seconds for timing in found), runs, note)


def _fill(desk: Workspace, table: pa.Table, copies: int, together: int = 20) -> None:
    keys = ("interaction", "customer", "journey")
    for start in range(desk.count("interactions") > 0, copies, together):
        batch = [_renamed(table, dict.fromkeys(keys, copy)) for copy in range(start, min(start + together, copies))]
        desk.add({"interactions": pa.concat_tables(batch)})
    desk.store.tidy()


def _removal() -> Iterator[Timing]:
    with (SHARED / "attribution" / "path_data.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    paths = [row["path"].split(" > ") for row in rows]
    won, lost = ([float(row[name]) for row in rows] for name in ("total_conversions", "total_null"))
    work = f"removal effects of {len(rows):,} paths"
    yield timed(work, "Auricle", lambda: removal_effects(paths, won, lost))
    if find_spec("ChannelAttribution"):
        import ChannelAttribution
        import pandas as pd

        frame = pd.DataFrame({"path": [row["path"] for row in rows], "won": won, "lost": lost})
        yield timed(
            work, "ChannelAttribution",
            lambda: ChannelAttribution.markov_model(
                frame, "path", "won", var_null="lost", order=1, out_more=True, nsim_start=5e6, verbose=False,
                flg_pro=False,
            ),
            runs=3, note="its Python package: 5 million simulated paths, the accuracy of half a percent; R is not here",
        )  # fmt: skip
