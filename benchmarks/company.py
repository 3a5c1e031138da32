"""The demo company many times over: as many answers as a benchmark asks for, made once and kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from auricle.datasets import Company
from auricle.datasets.demo import write_settings
from auricle.workspace import Workspace, create

FOLDER = Path(__file__).resolve().parent.parent / "build" / "benchmarks"
CUSTOMERS = 40_000
POPULATIONS = 25
"""How many populations of customers there are; later copies are more answers of the same people."""
IDS = {
    "customer", "identity", "contract", "exposure", "feedback", "mention", "answer", "order", "interaction", "session",
    "journey", "movement",
}  # fmt: skip


def workspace(answers: int) -> Workspace:
    """A workspace of at least ``answers`` answers over three years, of a million customers at most."""

    def fill(unfinished: Workspace) -> None:
        stored = 0
        for batch in _copies(_once()):
            stored += unfinished.add(batch).stored["answers"]
            _say(stored, answers, "answers")
            if stored >= answers:
                break

    return _kept(f"answers-{answers}", fill)


def everything(facts: int) -> Workspace:
    """A workspace of at least ``facts`` facts of every entity: as many populations of the company as that takes.

    Its engine keeps within a gigabyte, and its texts are read.
    """

    def fill(unfinished: Workspace) -> None:
        once = [batch for batch, _ in Company(customers=CUSTOMERS).batches()]
        stored, copy = 0, 0
        while stored < facts:
            for batch in once:
                added = unfinished.add(
                    {name: _renamed(table, _ids(name, table, copy)) for name, table in batch.items()}
                )
                stored += sum(added.stored.values())
            copy += 1
            _say(stored, facts, "facts")
        unfinished.read_texts()

    return _kept(f"facts-{facts}", fill, "\nstore: {memory: 1GB}\n")


def _kept(name: str, fill: Callable[[Workspace], None], more: str = "") -> Workspace:
    """A workspace with the company's settings and ``more``, made and filled where it is not there yet."""
    folder = FOLDER / name
    if not (folder / "auricle.yaml").exists():
        making = folder.with_name(f".{name}.making")
        create(making).close()
        write_settings(making)
        with (making / "auricle.yaml").open("a") as settings:
            settings.write(more)
        with Workspace(making) as unfinished:
            fill(unfinished)
            unfinished.store.tidy()
        print(file=sys.stderr)
        making.rename(folder)
    return Workspace(folder)


def _say(stored: int, asked: int, what: str) -> None:
    print(f"\r{stored:,} of {asked:,} {what}", end="", file=sys.stderr, flush=True)


def _once() -> dict[str, pa.Table]:
    parts: dict[str, list[pa.Table]] = {"customers": [], "answers": []}
    for batch, _ in Company(customers=CUSTOMERS, entities=frozenset(parts)).batches():
        for name, table in batch.items():
            parts[name].append(table)
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def _ids(name: str, table: pa.Table, copy: int) -> dict[str, int]:
    """The columns of an entity that tell one population's rows from another's."""
    ids = IDS | {"value"} if name == "identities" else IDS
    return {column: copy for column in table.schema.names if column in ids}


def _copies(once: dict[str, pa.Table], together: int = 10) -> Iterator[dict[str, pa.Table]]:
    """Batches of several copies; the copies differ in their ids and the customers are of a population each."""
    copy = 0
    while True:
        answers, customers = [], []
        for _ in range(together):
            answers.append(
                _renamed(once["answers"], {"answer": copy, "feedback": copy, "customer": copy % POPULATIONS})
            )
            if copy < POPULATIONS:
                customers.append(_renamed(once["customers"], {"customer": copy}))
            copy += 1
        batch = {"answers": pa.concat_tables(answers)}
        yield batch | ({"customers": pa.concat_tables(customers)} if customers else {})


def _renamed(table: pa.Table, copies: dict[str, int]) -> pa.Table:
    for name, copy in copies.items():
        place = table.schema.get_field_index(name)
        renamed = pc.binary_join_element_wise(table[name], pa.scalar(f"x{copy}"), "-")
        table = table.set_column(place, table.schema.field(place), renamed)
    return table
