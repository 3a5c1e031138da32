"""One customer's timeline out of all answers: sorted facts let the engine skip nearly everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from typing import Any

from sqlglot import exp

from .company import workspace
from .timing import Timing, timed

WORK = "one customer out of all answers"


def run(answers: int) -> Iterator[Timing]:
    with closing(workspace(answers)) as ws:
        some: Any = exp.select("customer").from_("customers").limit(50)
        asked = cycle(ws.store.query(some)["customer"].to_pylist())
        yield timed(WORK, "Auricle", lambda: ws.facts("answers", f"customer = '{next(asked)}'"), runs=50)
        unsorted: Any = exp.select("*").from_("answers").where("customer || '' = 'nobody'")
        yield timed(WORK, "DuckDB, reading everything", lambda: ws.store.query(unsorted), runs=3)
