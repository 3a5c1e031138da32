"""A thousand rules over the facts that arrive: how long a second's worth of them takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from auricle.model.entities import entity
from auricle.query.signals import Matching, Rule, read_rule
from auricle.store.opening import StoreSettings, open_store

from .timing import Timing, timed

RULES, FACTS, ROUNDS = 1000, 1000, 10


def rules() -> dict[int, Rule]:
    """Scores at a touchpoint, in a segment; every tenth counts."""
    made: dict[int, dict[str, Any]] = {}
    for n in range(RULES):
        where = f"touchpoint = 't{n % 100}' and customer.segment = 's{n % 7}'"
        counted = {"kind": "count", "entity": "answers", "where": f"score <= {n % 7} and {where}", "times": 3}
        made[n] = counted if n % 10 == 0 else {"kind": "score", "at_most": float(n % 7), "where": where}
    return {n: read_rule(document) for n, document in made.items()}


def facts(round_: int) -> tuple[pa.Table, list[str]]:
    now = datetime.now(UTC)
    rows = [
        {
            "answer": f"{round_}-{n}/nps", "feedback": f"{round_}-{n}", "at": now, "customer": f"c{n}",
            "touchpoint": f"t{n % 100}", "question": "nps", "kind": "nps", "score": float(n % 11), "scale": "0-10",
        }
        for n in range(FACTS)
    ]  # fmt: skip
    schema = pa.schema([field for field in entity("answers").schema if field.name in rows[0]])
    return pa.Table.from_pylist(rows, schema=schema), [str(row["answer"]) for row in rows]


def run(answers: int) -> Iterator[Timing]:
    """Milliseconds to match the facts of one second; ``answers`` changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), StoreSettings("duckdb", "UTC"))
        people = [{"customer": f"c{n}", "segment": f"s{n % 7}"} for n in range(FACTS)]
        schema = pa.schema([field for field in entity("customers").schema if field.name in people[0]])
        store.append({"customers": pa.Table.from_pylist(people, schema=schema)})
        read = partial(Matching, rules())
        yield timed(f"reading {RULES:,} rules", "Auricle", read, runs=3, note="once until one changes")
        matching, round_ = read(), count()

        def judged() -> None:
            rows, keys = facts(next(round_))
            store.append({"answers": rows})
            matching.arrived(store, "answers", keys, datetime.now(UTC))

        said = f"storing {FACTS:,} facts and judging them by {RULES:,} rules"
        yield timed(said, "Auricle", judged, runs=ROUNDS, note="target 1 s")
        store.close()
