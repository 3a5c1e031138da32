"""Keeps the cubes true to the facts, inside the transaction that changes the facts.

Rows that come are summed into cells and those cells are appended: sums add, so a reader who sums
them needs nothing more. Rows that go are summed with the sign turned, and the days they touch are
folded into one row per cell at once, so that no cell is left with nothing in it. Counts and amounts
are exact; sums of doubles carry the rounding of the largest sum their cell ever had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import duckdb
from sqlglot import exp

from auricle.model.cube import Cube
from auricle.model.dimension import Dimension
from auricle.model.entity import Entity, Type
from auricle.store.cubes import KeptCube

from .asking import count, is_there
from .notes import read_note, read_notes, remove_note, write_note, write_notes
from .spelling import DuckDBSpelling
from .tables import kept, quoted, type_of, whole

_SUM_TYPES = {Type.AMOUNT: "DECIMAL(38, 4)"}
"""Where a sum needs more room than what is summed."""
_FEW_CELLS = 50_000
_SPELLING = DuckDBSpelling()


def _create(cube: KeptCube) -> str:
    wide = {f"{v}_x": _SUM_TYPES.get(cube.fact.column(v).type) for v in cube.cube.values}
    columns = (f"{quoted(c.name)} {wide.get(c.name) or type_of(c)}" for c in cube.columns())
    return f"CREATE TABLE {cube.table} ({', '.join(columns)})"


@lru_cache
def _summed(cube: KeptCube, source: str, sign: int = 1) -> str:
    return cube.summed(exp.to_table(source, dialect="duckdb"), _SPELLING, sign).sql("duckdb")


@lru_cache
def _folded(cube: KeptCube, source: str) -> str:
    return cube.folded(exp.to_table(source, dialect="duckdb")).sql("duckdb")


@lru_cache
def _rolled(cube: KeptCube, days: str) -> str:
    return cube.rolled(exp.to_table(days, dialect="duckdb"), _SPELLING).sql("duckdb")


@lru_cache
def _rolled_and_folded(cube: KeptCube, days: str) -> str:
    rolled = cube.rolled(exp.to_table(days, dialect="duckdb"), _SPELLING)
    return cube.folded(rolled.subquery("rolled")).sql("duckdb")


class Cubes:
    """All cubes of a store."""

    def __init__(self, cubes: Iterable[Cube], own: tuple[Dimension, ...] = ()):
        self._kept = {c.name: KeptCube(c, own) for c in cubes}

    def _of(self, entity: str) -> list[KeptCube]:
        return [cube for cube in self._kept.values() if cube.cube.entity == entity]

    def prepare(self, connection: duckdb.DuckDBPyConnection, *, again: bool = False) -> None:
        """Build what is not there or was built from another definition (everything when ``again``)."""
        noted = read_notes(connection)
        for name in (note.removeprefix("cube ") for note in noted if note.startswith("cube ")):
            if name not in self._kept:
                connection.execute(f"DROP TABLE IF EXISTS cube_{name}")
                remove_note(connection, f"cube {name}")
        built = {}
        for name, cube in sorted(self._kept.items()):
            if again or noted.get(f"cube {name}") != cube.definition:
                built[f"cube {name}"] = cube.definition
                built[f"folded {name}"] = str(self._build(connection, cube))
        write_notes(connection, built)

    def _build(self, connection: duckdb.DuckDBPyConnection, cube: KeptCube) -> int:
        """Make a cube from the facts; how many cells it has."""
        connection.execute(f"DROP TABLE IF EXISTS {cube.table}")
        connection.execute(_create(cube))
        if count(connection, kept(cube.fact)) == 0:
            return 0
        days = cube.by_day
        if cube != days and self._kept.get(days.cube.name) == days:  # built before, for its name is shorter
            connection.execute(f"CREATE OR REPLACE TEMP TABLE rolled AS {_rolled(cube, days.table)}")
            cells = _folded(cube, "rolled")
        else:
            cells = _summed(cube, whole(cube.fact))
        connection.execute(f"INSERT INTO {cube.table} SELECT * FROM ({cells}) ORDER BY day")
        return count(connection, cube.table)

    def collect(self, connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str, sign: int) -> None:
        """Note the cells of rows that come (1) or go (-1); ``settle`` brings them into the cube."""
        if cubes := self._of(entity.name):
            delta = f"delta_{entity.name}"
            summed = _summed(cubes[0].by_day, rows, sign)
            if entity.name in _collected(connection):
                summed = f"SELECT * FROM {delta} UNION ALL ({summed})"
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {delta} AS {summed}")

    def settle(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Bring what was collected into the cubes; to be called before the transaction ends."""
        for name in _collected(connection):
            delta = f"delta_{name}"
            takes = is_there(connection, f"SELECT 1 FROM {delta} WHERE n < 0")
            for cube in self._of(name):
                if takes:
                    self._fold_days(connection, cube, delta)
                else:
                    connection.execute(f"INSERT INTO {cube.table} {_rolled_and_folded(cube, delta)} ORDER BY day")
                    self._fold_when_many(connection, cube)
            connection.execute(f"DROP TABLE {delta}")

    def _fold_days(self, connection: duckdb.DuckDBPyConnection, cube: KeptCube, days: str) -> None:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE brought AS {_rolled(cube, days)}")
        connection.execute(
            f"INSERT INTO brought SELECT * FROM {cube.table} "
            f"SEMI JOIN brought ON {cube.table}.day IS NOT DISTINCT FROM brought.day"
        )
        connection.execute(f"CREATE OR REPLACE TEMP TABLE folded AS {_folded(cube, 'brought')}")
        connection.execute(
            f"DELETE FROM {cube.table} WHERE day IN (SELECT day FROM brought) "
            f"OR (day IS NULL AND EXISTS (SELECT 1 FROM brought WHERE day IS NULL))"
        )
        connection.execute(f"INSERT INTO {cube.table} SELECT * FROM folded ORDER BY day")

    def _fold_when_many(self, connection: duckdb.DuckDBPyConnection, cube: KeptCube) -> None:
        """Fold once as many rows were appended as were there, so that folding costs each row little."""
        folded = int(read_note(connection, f"folded {cube.cube.name}") or 0)
        if count(connection, cube.table) > 2 * folded + _FEW_CELLS:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE folded AS {_folded(cube, cube.table)}")
            connection.execute(f"DELETE FROM {cube.table}")
            connection.execute(f"INSERT INTO {cube.table} SELECT * FROM folded ORDER BY day")
            write_note(connection, f"folded {cube.cube.name}", str(count(connection, cube.table)))

    def affected(
        self, connection: duckdb.DuckDBPyConnection, changed: Entity, removed: str, added: str
    ) -> Iterator[tuple[Entity, str]]:
        """Facts of other entities whose cells a change of ``changed`` moves, each in a temporary table."""
        for cube in {cube.cube.entity: cube for cube in self._kept.values()}.values():
            fact = cube.fact
            if fact is changed or not fact.has(changed.key):
                continue
            columns, bare = cube.linked_columns(changed)
            if columns and self._moved(connection, changed, removed, added, columns, bare):
                table, key = f"affected_{fact.name}", quoted(changed.key)
                near = "place IN (SELECT place FROM moved) AND " if changed.key == "customer" else ""
                connection.execute(
                    f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {whole(fact)} "
                    f"WHERE {near}{key} IN (SELECT {key} FROM moved)"
                )
                if count(connection, table):
                    yield fact, table

    def _moved(
        self,
        connection: duckdb.DuckDBPyConnection,
        changed: Entity,
        removed: str,
        added: str,
        columns: set[str],
        bare: bool,
    ) -> bool:
        """Fill ``moved`` with the keys of linked rows that now say something else in ``columns``.

        A row that says nothing in bare columns is the same to its facts as no row.
        """
        chosen = ", ".join(quoted(c) for c in (changed.key, *sorted(columns)))
        says = " OR ".join(f"{quoted(c)} IS NOT NULL" for c in sorted(columns)) if bare else "TRUE"
        none = f"SELECT {chosen} FROM {whole(changed)} LIMIT 0"
        old = f"SELECT {chosen} FROM {removed} WHERE {says}" if removed else none
        new = f"SELECT {chosen} FROM {added} WHERE {says}" if added else none
        key = quoted(changed.key)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE moved AS SELECT DISTINCT {key}, hash({key}) AS place FROM "
            f"(((({old}) EXCEPT ({new}))) UNION ALL ((({new}) EXCEPT ({old}))))"
        )
        return count(connection, "moved") > 0


def _collected(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE temporary AND table_name LIKE 'delta_%'")
    return [name.removeprefix("delta_") for (name,) in found.fetchall()]
