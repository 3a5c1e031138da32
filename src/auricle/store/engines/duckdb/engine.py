"""The store in one DuckDB file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlglot import exp

from auricle.model.cube import Cube
from auricle.model.entities import entity as entity_named
from auricle.store.batch import given_columns
from auricle.store.store import Appended, Batch

from . import arrival
from .file import File, hold
from .spelling import DuckDBSpelling
from .tables import quoted


class DuckDBStore:
    """Facts of one workspace in ``facts.duckdb``; safe to use from several threads.

    Raises
        StoreBusy: another process has the file open.
    """

    name = "duckdb"
    lacks: Mapping[str, str] = {}

    def __init__(self, path: Path, zone: str = "UTC", memory: str = ""):
        self.zone = zone
        self.cubes: tuple[Cube, ...] = ()
        self.spelling = DuckDBSpelling()
        self._file: File = hold(path, memory)

    def append(self, batch: Batch, *, origin: str = "") -> Appended:
        stored: dict[str, int] = {}
        duplicate: dict[str, int] = {}
        conflicting: dict[str, pa.Table] = {}
        with self._file.transaction() as connection:
            if origin and not _is_new(connection, origin):
                return Appended({}, {name: _rows(rows) for name, rows in batch.items()})
            for name, rows in batch.items():
                kind = entity_named(name)
                given = given_columns(kind, rows.schema)
                table = arrival.stage(connection, kind, rows, self.zone)
                judged = arrival.judge(connection, kind, table, given)
                stored[name] = arrival.insert(connection, kind, judged.table)
                duplicate[name] = judged.duplicate
                if judged.conflicting.num_rows:
                    conflicting[name] = judged.conflicting
            _count_change(connection)
        return Appended(stored, duplicate, conflicting)

    def replace(self, entity: str, rows: pa.Table | pa.RecordBatchReader) -> int:
        kind = entity_named(entity)
        with self._file.transaction() as connection:
            table = arrival.stage(connection, kind, rows, self.zone)
            key = quoted(kind.key)
            connection.execute(
                f"DELETE FROM {table} WHERE rowid NOT IN (SELECT max(rowid) FROM {table} GROUP BY {key})"
            )
            connection.execute(f"DELETE FROM {quoted(entity)} WHERE {key} IN (SELECT {key} FROM {table})")
            written = arrival.insert(connection, kind, table)
            _count_change(connection)
        return written

    def query(self, tree: exp.Query) -> pa.Table:
        with self._file.reading() as connection:
            return connection.sql(tree.sql(self.spelling.dialect)).to_arrow_table()

    def stream(self, tree: exp.Query) -> pa.RecordBatchReader:
        batches = self._batches(tree.sql(self.spelling.dialect))
        schema = next(batches)
        assert isinstance(schema, pa.Schema)
        return pa.RecordBatchReader.from_batches(schema, batches)

    def _batches(self, sql: str) -> Iterator[pa.Schema | pa.RecordBatch]:
        with self._file.reading() as connection:
            reader = connection.sql(sql).to_arrow_reader()
            yield reader.schema
            yield from reader

    def version(self) -> int:
        with self._file.reading() as connection:
            return _version(connection)

    def close(self) -> None:
        self._file.close()


def _rows(rows: pa.Table | pa.RecordBatchReader) -> int:
    return rows.num_rows if isinstance(rows, pa.Table) else sum(b.num_rows for b in rows)


def _is_new(connection: duckdb.DuckDBPyConnection, origin: str) -> bool:
    """Whether the origin is met for the first time; it is written down with the rows it brought."""
    if connection.execute("SELECT 1 FROM keeping.origins WHERE origin = ?", [origin]).fetchone():
        return False
    connection.execute("INSERT INTO keeping.origins VALUES (?)", [origin])
    return True


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute("SELECT value FROM keeping.notes WHERE name = 'version'").fetchone()
    return int(found[0]) if found else 0


def _count_change(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("INSERT OR REPLACE INTO keeping.notes VALUES ('version', ?)", [str(_version(connection) + 1)])
