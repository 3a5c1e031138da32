"""The cubes' tables: built when they are wanted, with the definition they were built from beside them."""

from __future__ import annotations

from collections.abc import Iterable

from auricle.model.cube import Cube
from auricle.model.dimension import Dimension
from auricle.model.entity import Type
from auricle.store.cubes import KeptCube

from .connection import Connections
from .spelling import ClickHouseSpelling
from .tables import DURABLE, literal, quoted, type_of

MONTH = "ifNull(toYYYYMM(day), 0)"
"""The partition of a cell; cells without a day have one of their own."""


class Cubes:
    """All cubes of a store."""

    def __init__(self, cubes: Iterable[Cube], own: tuple[Dimension, ...] = ()):
        self.kept = tuple(KeptCube(c, own) for c in cubes)

    def prepare(self, connections: Connections, *, again: bool = False) -> None:
        """Build what is not there or was built from another definition (everything when ``again``)."""
        found = connections.rows(
            "SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'cube_')"
        )
        built = dict(zip(found["name"].to_pylist(), found["comment"].to_pylist(), strict=True))
        for table in built.keys() - {cube.table for cube in self.kept}:
            connections.run(f"DROP TABLE {quoted(table)} SYNC")
        for cube in self.kept:
            if again or built.get(cube.table) != cube.definition:
                _build(connections, cube, cube.table in built)


def create(cube: KeptCube, table: str) -> str:
    columns = ", ".join(
        f"{quoted(c.name)} {'Decimal(38, 4)' if c.type is Type.AMOUNT else type_of(c)}" for c in cube.columns()
    )
    order = ", ".join(quoted(name) for name in cube.cells)
    return (
        f"CREATE OR REPLACE TABLE {quoted(table)} ({columns}) ENGINE = MergeTree PARTITION BY {MONTH} "
        f"ORDER BY ({order}) SETTINGS allow_nullable_key = 1, {DURABLE} COMMENT {literal(cube.definition)}"
    )


def names_of(cube: KeptCube) -> str:
    return ", ".join(quoted(name) for name in (*cube.cells, *cube.sums))


def _build(connections: Connections, cube: KeptCube, replaces: bool) -> None:
    """Beside the old table and then in its place, so that it is never there half filled."""
    beside, spelling = f"building_{cube.table}", ClickHouseSpelling()
    connections.run(create(cube, beside))
    cells = cube.summed(spelling.table(cube.fact.name), spelling).sql(spelling.dialect)
    connections.run(f"INSERT INTO {quoted(beside)} ({names_of(cube)}) {cells}")
    if replaces:
        connections.run(f"EXCHANGE TABLES {quoted(beside)} AND {quoted(cube.table)}")
        connections.run(f"DROP TABLE {quoted(beside)} SYNC")
    else:
        connections.run(f"RENAME TABLE {quoted(beside)} TO {quoted(cube.table)}")
