"""The store in one DuckDB file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import duckdb
import msgspec
import pyarrow as pa
from sqlglot import exp

from auricle.model.cube import CUBES, Cube
from auricle.model.dimension import LINKED, Dimension
from auricle.model.entities import ENTITIES, IDENTITIES
from auricle.model.entities import entity as entity_named
from auricle.model.entity import Entity
from auricle.store import snapshot
from auricle.store.batch import given_columns
from auricle.store.erasure import remove_from_snapshots, words_of
from auricle.store.store import Appended, Batch, StoreBusy

from . import arrival, arrivals, erasure, notes, upkeep
from .asking import count
from .change import change
from .cubes import Cubes
from .file import File, hold
from .handover import hand_over
from .lookup import look_up
from .pushdown import narrowed
from .redirect import redirect
from .spelling import DuckDBSpelling
from .tables import quoted, whole


class DuckDBStore:
    """Facts of one workspace in one file; safe to use from several threads.

    Raises
        StoreBusy: another process has the file open.
    """

    name = "duckdb"
    lacks: Mapping[str, str] = {}

    def __init__(
        self,
        path: Path,
        zone: str = "UTC",
        memory: str = "",
        cubes: tuple[Cube, ...] = CUBES,
        dimensions: tuple[Dimension, ...] = (),
    ):
        self.folder, self.zone, self.cubes = path.parent, zone, cubes
        self.spelling = DuckDBSpelling()
        self._cubes = Cubes(cubes, dimensions)
        self._file: File | None = hold(path, memory)
        try:
            with self._open.transaction() as connection:
                upkeep.prepare(connection, self._cubes, zone)
            self._finish_erasure()
        except BaseException:
            self.close()
            raise

    @property
    def _open(self) -> File:
        if self._file is None:
            raise ValueError("this store is closed; open it again")
        return self._file

    def append(self, batch: Batch, *, origin: str = "") -> Appended:
        with self._open.transaction() as connection:
            if origin and not notes.meet_origin(connection, origin):
                return Appended(dict.fromkeys(batch, 0), {name: _rows(rows) for name, rows in batch.items()})
            done, first = Appended({}, {}, {}), upkeep.is_new(connection)
            parts = {name: self._append_part(connection, name, batch[name]) for name in _linked_first(batch)}
            if first:
                upkeep.note_order(connection)
            self._open.grow_version(connection, set().union(*(changed for _, _, changed in parts.values())))
        for name in batch:
            stored, judged, _ = parts[name]
            done = _with(done, name, stored, judged)
        return done

    def _append_part(
        self, connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table | pa.RecordBatchReader
    ) -> tuple[int, arrival.Judged, set[str]]:
        entity = entity_named(name)
        given = given_columns(entity, rows.schema)
        table = arrival.stage(connection, entity, rows, self.zone)
        redirect(connection, entity, table)
        judged = arrival.judge(connection, entity, table, given)
        changed = change(connection, self._cubes, entity, added=table)
        arrivals.note(connection, entity, table)
        return count(connection, table), judged, changed

    def replace(self, entity: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        with self._open.transaction() as connection:
            table, changed = self._replacing(connection, entity_named(entity), rows)
            self._open.grow_version(connection, changed)
            return count(connection, table)

    def remove(self, entity: str, keys: pa.Array) -> int:
        with self._open.transaction() as connection:
            kind = entity_named(entity)
            stored = arrival.find_stored(connection, kind, arrival.named(connection, kind, keys))
            removed = count(connection, stored)
            self._open.grow_version(connection, change(connection, self._cubes, kind, removed=stored))
            return removed

    def _replacing(
        self, connection: duckdb.DuckDBPyConnection, kind: Entity, rows: pa.Table | pa.RecordBatchReader
    ) -> tuple[str, set[str]]:
        table = arrival.stage(connection, kind, rows, self.zone)
        if kind is not IDENTITIES:
            redirect(connection, kind, table)
        arrival.keep_last(connection, kind, table)
        stored = arrival.find_stored(connection, kind, table)
        changed = change(connection, self._cubes, kind, removed=stored, added=table)
        arrivals.note(connection, kind, table)
        return table, changed

    def query(self, tree: exp.Query) -> pa.Table:
        with self._open.reading() as connection:
            return connection.sql(self._sql(tree)).to_arrow_table()

    def stream(self, tree: exp.Query) -> pa.RecordBatchReader:
        batches = self._batches(self._sql(tree))
        schema = next(batches)
        assert isinstance(schema, pa.Schema)
        return pa.RecordBatchReader.from_batches(schema, batches)

    def _sql(self, tree: exp.Query) -> str:
        return narrowed(tree).sql(self.spelling.dialect, copy=False)

    def _batches(self, sql: str) -> Iterator[pa.Schema | pa.RecordBatch]:
        with self._open.reading() as connection:
            reader = connection.sql(sql).to_arrow_reader()
            yield reader.schema
            yield from reader

    def erase(self, customer: str) -> Mapping[str, int]:
        with self._open.transaction() as connection:
            customers = erasure.names_in_use(connection, customer)
            words = words_of(connection, customers, whole)
            removed = erasure.remove(connection, self._cubes, customers, words)
            notes.write_note(connection, "erasing", msgspec.json.encode([customers, words]).decode())
            self._open.grow_version(connection, ENTITIES)
        self._finish_erasure()
        return removed

    def _finish_erasure(self) -> None:
        """What follows an erasure outside its transaction; begun again when it was cut short."""
        with self._open.reading() as connection:
            note = notes.read_note(connection, "erasing")
        if note:
            customers, words = msgspec.json.decode(note, type=tuple[list[str], list[str]])
            remove_from_snapshots(snapshot.kept_in(self._open.path.parent), customers, words)
            self._open.rewrite(upkeep.copy)

    def find(self, entity: str, keys: pa.Array, column: str = "", columns: Sequence[str] = ()) -> pa.Table:
        with self._open.reading() as connection:
            return look_up(connection, entity_named(entity), keys, column, columns)

    def follow(self, entities: Iterable[str]) -> int:
        with self._open.transaction() as connection:
            return arrivals.follow(connection, entities)

    def arrived(self, after: int, most: int) -> pa.Table:
        with self._open.reading() as connection:
            return arrivals.arrived(connection, after, most)

    def forget_arrivals(self, upto: int) -> None:
        with self._open.transaction() as connection:
            arrivals.forget(connection, upto)

    def reassign(self, moves: pa.Table, identities: pa.Table | None = None) -> int:
        with self._open.transaction() as connection:
            table, learnt = ("", set()) if identities is None else self._replacing(connection, IDENTITIES, identities)
            rows, changed = hand_over(connection, self._cubes, moves, table)
            self._open.grow_version(connection, learnt | changed)
            return rows

    def snapshot(self, folder: Path) -> Path:
        with self._open.reading() as connection:
            connection.begin()
            readers = (
                (name, connection.sql(f"SELECT {columns} FROM {table}").to_arrow_reader())
                for name, columns, table in _snapshot_tables()
            )
            return snapshot.write(folder, readers, notes.version(connection))

    def restore(self, folder: Path) -> None:
        manifest = snapshot.check(folder)
        with self._open.transaction() as connection:
            upkeep.empty(connection)
            for name, entity in ENTITIES.items():
                if name in manifest.tables:
                    table = arrival.stage(connection, entity, snapshot.read(folder, manifest, name), self.zone)
                    change(connection, Cubes(()), entity, added=table)
                    arrival.leave(connection, entity)
            connection.register("origins_then", snapshot.read(folder, manifest, snapshot.ORIGINS))
            connection.execute("INSERT INTO keeping.origins SELECT origin FROM origins_then")
            self._cubes.prepare(connection, again=True)
            upkeep.note_order(connection)
            self._open.grow_version(connection, ENTITIES, manifest.version)

    def compact(self) -> None:
        self._open.rewrite(partial(upkeep.copy, sorted_anew=True))
        with self._open.transaction() as connection:
            upkeep.note_order(connection)

    def tidy(self) -> bool:
        with self._open.reading() as connection:
            scattered = upkeep.is_scattered(connection)
        try:
            if scattered:
                self.compact()
        except StoreBusy:
            return False
        return scattered

    def version(self, *entities: str) -> int:
        return self._open.version(entities)

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


def _rows(rows: pa.Table | pa.RecordBatchReader) -> int:
    return rows.num_rows if isinstance(rows, pa.Table) else sum(b.num_rows for b in rows)


def _linked_first(batch: Batch) -> list[str]:
    """Linked entities before the facts that point to them, so that no fact is summed twice over."""
    return sorted(batch, key=lambda name: LINKED.index(name) if name in LINKED else len(LINKED))


def _with(done: Appended, name: str, stored: int, judged: arrival.Judged) -> Appended:
    conflicting = {name: judged.conflicting} if judged.conflicting.num_rows else {}
    return Appended(
        {**done.stored, name: stored},
        {**done.duplicate, name: judged.duplicate},
        {**done.conflicting, **conflicting},
    )


def _snapshot_tables() -> Iterator[tuple[str, str, str]]:
    for name, entity in ENTITIES.items():
        yield name, ", ".join(quoted(c.name) for c in entity.columns), whole(entity)
    yield snapshot.ORIGINS, "origin", "keeping.origins"
