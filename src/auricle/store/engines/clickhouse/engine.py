"""The store in a ClickHouse database, on a server or in this process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from auricle.model.cube import Cube
from auricle.model.entities import entity as entity_named
from auricle.store.store import Appended, Batch

from . import arrival
from .address import Address
from .connection import ONE_FOLDER, ONE_FOLDER_WHY
from .database import hold
from .ledger import Plan
from .spelling import ClickHouseSpelling
from .tables import quoted


class ClickHouseStore:
    """Facts of one workspace in a database of its own; safe to use from several threads.

    Raises
        StoreBusy: another process has the workspace open.
        ServerUnreachable: there is no server at the address.
        EngineTooOld: the server cannot keep all dates.
    """

    def __init__(self, address: Address, folder: Path, zone: str = "UTC"):
        self.name = "chdb" if address.embedded else "clickhouse"
        self.lacks: Mapping[str, str] = {ONE_FOLDER: ONE_FOLDER_WHY} if address.embedded else {}
        self.zone = zone
        self.cubes: tuple[Cube, ...] = ()
        self.spelling = ClickHouseSpelling()
        self._database = hold(address, folder)

    def append(self, batch: Batch, *, origin: str = "") -> Appended:
        stored: dict[str, int] = {}
        duplicate: dict[str, int] = {}
        conflicting: dict[str, pa.Table] = {}
        with self._database.change() as change:
            if origin and self._database.ledger.knows(origin):
                return Appended({}, {name: _rows(rows) for name, rows in batch.items()})
            for name, rows in batch.items():
                kind = entity_named(name)
                judged = arrival.judge(change, kind, arrival.stage(change, kind, rows), self.zone)
                stored[name], duplicate[name] = judged.stored, judged.duplicate
                if judged.conflicting.num_rows:
                    conflicting[name] = judged.conflicting
            change.happen(Plan(arriving=tuple(name for name, n in stored.items() if n)), origin)
        return Appended(stored, duplicate, conflicting)

    def replace(self, entity: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        kind = entity_named(entity)
        key = quoted(kind.key)
        with self._database.change() as change:
            arrival.stage(change, kind, rows)
            given = quoted(change.name("given", kind))
            last = f"place IN (SELECT max(place) FROM {given} GROUP BY {key})"
            written = arrival.admit(change, kind, self.zone, last)
            change.keys("leaving", kind, f"SELECT {key} AS key FROM {given}")
            if written:
                change.happen(Plan(leaving=(entity,), arriving=(entity,)))
        return written

    def query(self, tree: exp.Query) -> pa.Table:
        with self._database.reading() as connections:
            return connections.rows(tree.sql(self.spelling.dialect))

    def stream(self, tree: exp.Query) -> pa.RecordBatchReader:
        batches = self._batches(tree.sql(self.spelling.dialect))
        schema = next(batches)
        assert isinstance(schema, pa.Schema)
        return pa.RecordBatchReader.from_batches(schema, batches)

    def _batches(self, sql: str) -> Iterator[pa.Schema | pa.RecordBatch]:
        with ExitStack() as export:
            with self._database.reading() as connections:
                reader = export.enter_context(connections.reader(sql))
            yield reader.schema
            yield from reader

    def version(self) -> int:
        with self._database.reading():
            return self._database.ledger.version

    def close(self) -> None:
        self._database.close()


def _rows(rows: pa.Table | pa.RecordBatchReader) -> int:
    return rows.num_rows if isinstance(rows, pa.Table) else sum(b.num_rows for b in rows)
