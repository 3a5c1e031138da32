"""The store in a ClickHouse database, on a server or in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from auricle.model.cube import Cube
from auricle.model.dimension import Dimension
from auricle.model.entities import ENTITIES
from auricle.model.entities import entity as entity_named
from auricle.store import snapshot as snapshots
from auricle.store.erasure import remove_from_snapshots
from auricle.store.spelling import Spelling
from auricle.store.store import Appended, Batch, CannotDo

from . import archive, arrival, erasure, handover, lookup
from .address import Address
from .cells import stage_cells
from .change import Change
from .connection import ONE_FOLDER, TWO_WORKSPACES, Connections
from .cubes import Cubes
from .database import Database, hold
from .ledger import Plan
from .redirect import redirect
from .spelling import ClickHouseSpelling
from .tables import ORIGINS, quoted
from .zone import note_zone, restamp

FOLLOW = "follow"
NO_TRANSACTION = "it has no transaction that would keep the keys of arriving rows together with the rows"


class ClickHouseStore:
    """Facts of one workspace in a database of its own; safe to use from several threads.

    Raises
        StoreBusy: another process has the workspace open.
        ServerUnreachable: there is no server at the address.
        EngineTooOld: the server cannot keep all dates.
    """

    def __init__(
        self,
        address: Address,
        folder: Path,
        zone: str = "UTC",
        cubes: tuple[Cube, ...] = (),
        dimensions: tuple[Dimension, ...] = (),
    ):
        self.name = "chdb" if address.embedded else "clickhouse"
        self.lacks: Mapping[str, str] = {
            FOLLOW: NO_TRANSACTION,
            **({TWO_WORKSPACES: ONE_FOLDER} if address.embedded else {}),
        }
        self.zone = zone
        self.cubes = cubes
        self.spelling: Spelling = ClickHouseSpelling()
        self._cubes = Cubes(cubes, dimensions)
        self.folder = folder
        self._held: Database | None = hold(address, folder)
        try:
            with self._database.writing() as connections:
                rezoned = restamp(connections, zone)
                self._cubes.prepare(connections, again=rezoned)
                note_zone(connections, zone)
                self._finish_erasures(connections)
        except BaseException:
            self.close()
            raise

    @property
    def _database(self) -> Database:
        if self._held is None:
            raise ValueError("this store is closed; open it again")
        return self._held

    def append(self, batch: Batch, *, origin: str = "") -> Appended:
        stored: dict[str, int] = {}
        duplicate: dict[str, int] = {}
        conflicting: dict[str, pa.Table] = {}
        with self._database.change() as change:
            if origin and self._database.ledger.knows(origin):
                return Appended(dict.fromkeys(batch, 0), {name: _rows(rows) for name, rows in batch.items()})
            for name, rows in batch.items():
                kind = entity_named(name)
                given = arrival.stage(change, kind, rows)
                redirect(change, kind)
                judged = arrival.judge(change, kind, given, self.zone)
                stored[name], duplicate[name] = judged.stored, judged.duplicate
                if judged.conflicting.num_rows:
                    conflicting[name] = judged.conflicting
            self._happen(change, Plan(arriving=tuple(name for name, n in stored.items() if n), origin=origin))
        return Appended(stored, duplicate, conflicting)

    def replace(self, entity: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        with self._database.change() as change:
            written = handover.put_in_place_of(change, entity_named(entity), rows, self.zone)
            self._happen(change, Plan(leaving=(entity,), arriving=(entity,)) if written else Plan())
        return written

    def remove(self, entity: str, keys: pa.Array) -> int:
        with self._database.change() as change:
            removed = handover.take_out(change, entity_named(entity), keys)
            self._happen(change, Plan(leaving=(entity,)) if removed else Plan())
        return removed

    def find(self, entity: str, keys: pa.Array, column: str = "", columns: Sequence[str] = ()) -> pa.Table:
        with self._database.reading() as connections:
            return lookup.look_up(connections, entity_named(entity), keys, column, columns)

    def follow(self, entities: Iterable[str]) -> int:
        raise CannotDo(self.name, FOLLOW, NO_TRANSACTION)

    def arrived(self, after: int, most: int) -> pa.Table:
        raise CannotDo(self.name, FOLLOW, NO_TRANSACTION)

    def forget_arrivals(self, upto: int) -> None:
        raise CannotDo(self.name, FOLLOW, NO_TRANSACTION)

    def reassign(self, moves: pa.Table, identities: pa.Table | None = None) -> int:
        with self._database.change() as change:
            moved = handover.stage_handover(change, moves, identities, self.zone)
            self._happen(change, Plan(leaving=tuple(moved), arriving=tuple(moved)))
        return sum(moved.values()) - (0 if identities is None else identities.num_rows)

    def erase(self, customer: str) -> Mapping[str, int]:
        with self._database.change() as change:
            customers = erasure.names_in_use(change.connections, customer)
            words = erasure.words_of(change.connections, customers)
            removed = erasure.stage(change, customers, words)
            leaving = tuple(name for name, rows in removed.items() if rows)
            self._happen(change, Plan(leaving=leaving, erased=(customers, words)))
        with self._database.writing() as connections:
            self._finish_erasures(connections)
        return removed

    def _finish_erasures(self, connections: Connections) -> None:
        """What follows an erasure outside the tables; begun again when it was cut short."""
        if erased := self._database.ledger.erasures():
            for customers, words in erased:
                remove_from_snapshots(snapshots.kept_in(self.folder), customers, words)
            self._database.ledger.forget()
            erasure.await_gone(connections)

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

    def snapshot(self, folder: Path) -> Path:
        with self._database.writing() as connections:
            return snapshots.write(folder, archive.tables(connections), self._database.ledger.version)

    def restore(self, folder: Path) -> None:
        manifest = snapshots.check(folder)
        with self._database.change() as change:
            change.number = max(change.number, manifest.version + 1)
            archive.stage(change, folder, manifest, self.zone)
            plan = Plan(whole=tuple(ENTITIES))
            months = stage_cells(change, self._cubes, plan)
            change.happen(replace(plan, whole=(*plan.whole, ORIGINS), months=months))

    def compact(self) -> None:
        with self._database.writing() as connections:
            for name in ENTITIES:
                connections.run(f"OPTIMIZE TABLE {quoted(name)} FINAL SETTINGS optimize_skip_merged_partitions = 1")

    def tidy(self) -> bool:
        return False

    def version(self, *entities: str) -> int:
        with self._database.reading():
            return self._database.ledger.version

    def close(self) -> None:
        if self._held:
            self._held.close()
            self._held = None

    def _happen(self, change: Change, plan: Plan) -> None:
        change.happen(replace(plan, months=stage_cells(change, self._cubes, plan)))


def _rows(rows: pa.Table | pa.RecordBatchReader) -> int:
    return rows.num_rows if isinstance(rows, pa.Table) else sum(b.num_rows for b in rows)
