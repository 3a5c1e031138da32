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
        # A name that is there, and past our own narrowing: of one outside the column's least and greatest the engine
        # says at once that there is none, without reading anything.
        unsorted: Any = exp.select("*").from_("answers").where(f"customer || '' = '{next(asked)}'")
        yield timed(WORK, "DuckDB, the same file, by the customer's name", lambda: ws.store.query(unsorted), runs=3)
