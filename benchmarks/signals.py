"""A thousand rules over the facts that arrive: how long a second's worth of them takes."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from auricle.model.entities import entity
from auricle.query.signals import Matching, Rule, read_rule
from auricle.store.opening import StoreSettings, open_store

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


def main() -> None:
    """Print milliseconds to match the facts of one second, and what they set off."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), StoreSettings("duckdb", "UTC"))
        people = [{"customer": f"c{n}", "segment": f"s{n % 7}"} for n in range(FACTS)]
        schema = pa.schema([field for field in entity("customers").schema if field.name in people[0]])
        store.append({"customers": pa.Table.from_pylist(people, schema=schema)})
        begun = time.perf_counter()
        matching = Matching(rules())
        print(f"reading {RULES} rules: {1000 * (time.perf_counter() - begun):.0f} ms, once until they change")
        taken, fired = [], 0
        for round_ in range(ROUNDS):
            rows, keys = facts(round_)
            store.append({"answers": rows})
            begun = time.perf_counter()
            fired += len(matching.arrived(store, "answers", keys, datetime.now(UTC)))
            taken.append(time.perf_counter() - begun)
        middle = 1000 * sorted(taken)[ROUNDS // 2]
        print(f"{RULES} rules over {FACTS} facts: {middle:.0f} ms (slowest {1000 * max(taken):.0f}), {fired} set off")
        store.close()


if __name__ == "__main__":
    main()
