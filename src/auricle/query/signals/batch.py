"""Rows that arrived, with the rows they are linked to, laid out in an engine of their own for a moment.

Whatever engine holds the facts, rules are run here: planning a query of a thousand conditions takes a second, running
it over a thousand rows a twentieth of that, so it is planned once over tables that are filled anew for each batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlglot import exp

from ...model.dimension import Dimension
from ...model.entities import entity as entity_named
from ...model.entity import DAY, Entity
from ...store.engines.duckdb.spelling import DuckDBSpelling
from ...store.relation import FilterError, Relation
from ...store.store import Store

_FROM_STATISTICS = "statistics_propagation,compressed_materialization"
"""What the engine concludes from the rows there when it plans; those that run come later."""


class Conditions:
    """Many filters on one entity as one query; those that cannot be read are left out and named in ``broken``."""

    def __init__(self, name: str, filters: Sequence[str], own: Sequence[Dimension] = ()):
        self.entity = entity_named(name)
        self.broken: dict[int, str] = {}
        relation = Relation(self.entity, DuckDBSpelling(), own)
        trees = dict(self._read(relation, filters))
        self._numbers = list(trees)
        self._linked = tuple(map(entity_named, relation.linked))
        self._connection = duckdb.connect(config={"threads": 1})
        if trees:
            self._prepare(relation, trees)

    def _read(self, relation: Relation, filters: Sequence[str]) -> Iterator[tuple[int, exp.Expression]]:
        for number, text in enumerate(filters):
            try:
                yield number, relation.parse(text)
            except (FilterError, LookupError) as error:
                self.broken[number] = str(error)

    def _prepare(self, relation: Relation, trees: Mapping[int, exp.Expression]) -> None:
        self._connection.execute(f"SET disabled_optimizers = '{_FROM_STATISTICS}'")
        for each in (self.entity, *self._linked):
            self._connection.register("shape", _schema(each).empty_table())
            self._connection.table("shape").create(each.name)
            self._connection.unregister("shape")
        key = exp.alias_(exp.column(self.entity.key, table=self.entity.name, quoted=True), "key", quoted=True)
        said = (exp.alias_(tree, f"fits_{number}", quoted=True) for number, tree in trees.items())
        self._connection.execute(f"PREPARE judged AS {relation.select(key, *said).sql('duckdb')}")

    def fitting(self, store: Store, rows: pa.Table) -> list[tuple[str, int]]:
        """The key of each row that some filter fits, with the number of the filter."""
        if not self._numbers or not rows.num_rows:
            return []
        for each, found in ((self.entity, rows), *self._found(store, rows)):
            self._fill(each, found)
        judged: dict[str, NDArray[Any]] = self._connection.execute("EXECUTE judged").fetchnumpy()
        keys = judged["key"]
        return [
            (str(keys[place]), number)
            for number in self._numbers
            for place in np.flatnonzero(np.ma.filled(judged[f"fits_{number}"], False))
        ]

    def _found(self, store: Store, rows: pa.Table) -> Iterator[tuple[Entity, pa.Table]]:
        for each in self._linked:
            yield each, store.find(each.name, pc.unique(rows.column(each.key)).drop_null())

    def _fill(self, each: Entity, rows: pa.Table) -> None:
        self._connection.register("arrived", rows)
        table = exp.to_table(each.name, dialect="duckdb")
        self._connection.execute(exp.Delete(this=table).sql("duckdb"))
        arrived = exp.select("*").from_("arrived")
        self._connection.execute(exp.Insert(this=table.copy(), by_name=True, expression=arrived).sql("duckdb"))
        self._connection.unregister("arrived")


def _schema(each: Entity) -> pa.Schema:
    return each.schema.append(pa.field(DAY.name, DAY.type.arrow)) if each.time else each.schema


def keys_of(rows: Iterable[str]) -> pa.Array:
    return pa.array(sorted(set(rows)), pa.string())
