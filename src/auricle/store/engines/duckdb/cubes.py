"""Keeps the cubes true to the facts, inside the transaction that changes the facts.

Rows that come are summed into cells and those cells are appended: sums add, so a reader who sums
them needs nothing more. Rows that go are summed with the sign turned, and the days they touch are
folded into one row per cell at once, so that no cell is left with nothing in it. Counts and amounts
are exact; sums of doubles carry the rounding of the largest sum their cell ever had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb
import sqlglot
from sqlglot import exp

from auricle.model.cube import Cube
from auricle.model.dimension import Dimension, Resolved, resolve
from auricle.model.entities import entity as entity_named
from auricle.model.entity import Entity, Type
from auricle.store.relation import Relation

from .asking import count, first_row
from .notes import read_note, remove_note, write_note
from .spelling import DuckDBSpelling
from .tables import kept, quoted, type_of

_SUM_TYPES = {Type.AMOUNT: "DECIMAL(38, 4)", Type.INTEGER: "BIGINT", Type.NUMBER: "DOUBLE"}
_FEW_CELLS = 50_000


@dataclass(frozen=True, slots=True)
class KeptCube:
    """One cube, its table and the SQL that sums rows into its cells."""

    cube: Cube
    own: tuple[Dimension, ...]

    @property
    def fact(self) -> Entity:
        return entity_named(self.cube.entity)

    @property
    def table(self) -> str:
        return quoted(f"cube_{self.cube.entity}")

    @property
    def cells(self) -> str:
        return ", ".join(quoted(d) for d in (*self.cube.dimensions, "day"))

    @property
    def definition(self) -> str:
        """What the table was built from; another one means building it again."""
        found = [resolve(self.fact, d, self.own) for d in self.cube.dimensions]
        return repr((self.cube, [(r.entity.name, r.expression, r.path) for r in found]))

    def create(self) -> str:
        resolved = [resolve(self.fact, d, self.own) for d in self.cube.dimensions]
        columns = [f"{quoted(r.name)} {_dimension_type(r)}" for r in resolved]
        columns += ["day DATE", "n BIGINT"]
        for name in self.cube.values:
            kind = _SUM_TYPES[self.fact.column(name).type]
            columns += [
                f"{quoted(name + '_n')} BIGINT",
                f"{quoted(name + '_x')} {kind}",
                f"{quoted(name + '_xx')} DOUBLE",
            ]
        return f"CREATE TABLE {self.table} ({', '.join(columns)})"

    def summed(self, source: str, sign: int = 1) -> str:
        """SELECT of the cells of the rows in ``source`` (a table with the fact's columns)."""
        relation = Relation(self.fact, DuckDBSpelling(), self.own, exp.to_table(source, dialect="duckdb"))
        dimensions = [relation.expression(name) for name in (*self.cube.dimensions, "day")]
        sums = [exp.maybe_parse(f"{sign} * count(*)", dialect="duckdb")]
        for name in self.cube.values:
            sums += self._sums(relation.expression(name), name, sign)
        query = relation.select(*dimensions, *sums).group_by(*(d.copy() for d in dimensions))
        return query.sql("duckdb")

    def _sums(self, value: exp.Expression, name: str, sign: int) -> list[exp.Expression]:
        default = dict(self.cube.missing).get(name)
        if default is not None:
            value = exp.Coalesce(this=value, expressions=[exp.Literal.number(repr(default))])
        sql = value.sql("duckdb")
        double = f"CAST({sql} AS DOUBLE)"
        sums = (f"count({sql})", f"coalesce(sum({sql}), 0)", f"coalesce(sum({double} * {double}), 0)")
        return [exp.maybe_parse(f"{sign} * {s}", dialect="duckdb") for s in sums]

    def folded(self, cells: str) -> str:
        """SELECT that adds up the rows of each cell and drops the cells that hold nothing."""
        sums = ["sum(n)"]
        for name in self.cube.values:
            n, x, xx = (quoted(f"{name}_{s}") for s in ("n", "x", "xx"))
            sums += [f"sum({n})", f"if(sum({n}) = 0, 0, sum({x}))", f"if(sum({n}) = 0, 0, sum({xx}))"]
        return f"SELECT {self.cells}, {', '.join(sums)} FROM ({cells}) GROUP BY {self.cells} HAVING sum(n) <> 0"

    def linked_columns(self, other: Entity) -> tuple[set[str], bool]:
        """The columns of a linked entity that the cells depend on, and whether all are bare columns."""
        found = [r for r in (resolve(self.fact, d, self.own) for d in self.cube.dimensions) if r.entity is other]
        bare = {r.expression for r in found if other.has(r.expression)}
        derived = [sqlglot.parse_one(r.expression, dialect="duckdb") for r in found if r.expression not in bare]
        return bare | {c.name for tree in derived for c in tree.find_all(exp.Column)}, not derived


class Cubes:
    """All cubes of a store."""

    def __init__(self, cubes: Iterable[Cube], own: tuple[Dimension, ...] = ()):
        self._kept = {c.entity: KeptCube(c, own) for c in cubes}

    def prepare(self, connection: duckdb.DuckDBPyConnection, *, again: bool = False) -> None:
        """Build what is not there or was built from another definition (everything when ``again``)."""
        for name in _noted(connection):
            if name not in self._kept:
                connection.execute(f"DROP TABLE IF EXISTS {quoted('cube_' + name)}")
                remove_note(connection, f"cube {name}")
        for name, cube in self._kept.items():
            if again or read_note(connection, f"cube {name}") != cube.definition:
                self._build(connection, cube)

    def _build(self, connection: duckdb.DuckDBPyConnection, cube: KeptCube) -> None:
        connection.execute(f"DROP TABLE IF EXISTS {cube.table}")
        connection.execute(cube.create())
        connection.execute(f"INSERT INTO {cube.table} SELECT * FROM ({cube.summed(kept(cube.fact))}) ORDER BY day")
        write_note(connection, f"cube {cube.cube.entity}", cube.definition)
        self._note_folded(connection, cube)

    def collect(self, connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str, sign: int) -> None:
        """Note the cells of rows that come (1) or go (-1); ``settle`` brings them into the cube."""
        if cube := self._kept.get(entity.name):
            delta = f"delta_{entity.name}"
            connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {delta} AS SELECT * FROM {cube.table} LIMIT 0")
            connection.execute(f"INSERT INTO {delta} {cube.summed(rows, sign)}")

    def settle(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Bring what was collected into the cubes; to be called before the transaction ends."""
        for name in _collected(connection):
            cube, delta = self._kept[name], f"delta_{name}"
            if first_row(connection, f"SELECT 1 FROM {delta} WHERE n < 0 LIMIT 1"):
                self._fold_days(connection, cube, delta)
            else:
                connection.execute(f"INSERT INTO {cube.table} SELECT * FROM {delta} ORDER BY day")
                self._fold_when_many(connection, cube)
            connection.execute(f"DROP TABLE {delta}")

    def _fold_days(self, connection: duckdb.DuckDBPyConnection, cube: KeptCube, delta: str) -> None:
        touched = f"SELECT * FROM {cube.table} SEMI JOIN {delta} ON {cube.table}.day IS NOT DISTINCT FROM {delta}.day"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE folded AS {cube.folded(f'{touched} UNION ALL SELECT * FROM {delta}')}"
        )
        connection.execute(
            f"DELETE FROM {cube.table} WHERE day IN (SELECT day FROM {delta}) "
            f"OR (day IS NULL AND EXISTS (SELECT 1 FROM {delta} WHERE day IS NULL))"
        )
        connection.execute(f"INSERT INTO {cube.table} SELECT * FROM folded ORDER BY day")

    def _fold_when_many(self, connection: duckdb.DuckDBPyConnection, cube: KeptCube) -> None:
        """Fold once as many rows were appended as were there, so that folding costs each row little."""
        folded = int(read_note(connection, f"folded {cube.cube.entity}") or 0)
        if count(connection, cube.table) > 2 * folded + _FEW_CELLS:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE folded AS {cube.folded(f'SELECT * FROM {cube.table}')}")
            connection.execute(f"DELETE FROM {cube.table}")
            connection.execute(f"INSERT INTO {cube.table} SELECT * FROM folded ORDER BY day")
            self._note_folded(connection, cube)

    def _note_folded(self, connection: duckdb.DuckDBPyConnection, cube: KeptCube) -> None:
        write_note(connection, f"folded {cube.cube.entity}", str(count(connection, cube.table)))

    def affected(
        self, connection: duckdb.DuckDBPyConnection, changed: Entity, removed: str, added: str
    ) -> Iterator[tuple[Entity, str]]:
        """Facts of other entities whose cells a change of ``changed`` moves, each in a temporary table."""
        for cube in self._kept.values():
            fact = cube.fact
            if fact is changed or not fact.has(changed.key):
                continue
            columns, bare = cube.linked_columns(changed)
            if columns and self._moved(connection, changed, removed, added, columns, bare):
                table, key = f"affected_{fact.name}", quoted(changed.key)
                near = "place IN (SELECT place FROM moved) AND " if changed.key == "customer" else ""
                connection.execute(
                    f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM {kept(fact)} "
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
        none = f"SELECT {chosen} FROM {kept(changed)} LIMIT 0"
        old = f"SELECT {chosen} FROM {removed} WHERE {says}" if removed else none
        new = f"SELECT {chosen} FROM {added} WHERE {says}" if added else none
        key = quoted(changed.key)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE moved AS SELECT DISTINCT {key}, hash({key}) AS place FROM "
            f"(((({old}) EXCEPT ({new}))) UNION ALL ((({new}) EXCEPT ({old}))))"
        )
        return count(connection, "moved") > 0


def _dimension_type(found: Resolved) -> str:
    is_column = found.entity.has(found.expression) and not found.path
    return type_of(found.entity.column(found.expression)) if is_column else "VARCHAR"


def _noted(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute("SELECT name FROM keeping.notes WHERE name LIKE 'cube %'").fetchall()
    return [name.removeprefix("cube ") for (name,) in found]


def _collected(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE temporary AND table_name LIKE 'delta_%'")
    return [name.removeprefix("delta_") for (name,) in found.fetchall()]
