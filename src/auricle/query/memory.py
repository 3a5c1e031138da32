"""What was planned and what was read, kept while the facts it came from stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

import pyarrow as pa
from sqlglot import exp

from ..model.cube import Cube
from ..model.entities import ENTITIES
from ..model.measure import Measure
from ..store.store import Store
from .plan import Pass

PLANS = 500
ROWS = 2_000
"""Tables of more rows are not kept."""


@dataclass(slots=True)
class Kept:
    """A query, the entities it reads, and what it gave at which of their versions."""

    tree: exp.Query
    entities: tuple[str, ...]
    given: tuple[int, pa.Table] | None = None


@dataclass(slots=True)
class Planned(Kept):
    """A query that was planned for a measure."""

    measure: Measure = field(kw_only=True)
    planned: Pass = field(kw_only=True)


K = TypeVar("K", bound=Kept)


@dataclass(frozen=True)
class Memory:
    """Building a query's tree costs more than a cube's answer, so plans are kept, and so are small answers."""

    store: Store
    cubes: tuple[Cube, ...] = ()
    _plans: dict[Hashable, Planned] = field(default_factory=dict, repr=False)
    _queries: dict[Hashable, Kept] = field(default_factory=dict, repr=False)

    def planned(self, asked: Hashable, measure: Measure, plan: Callable[[], Pass]) -> Planned:
        """The plan of what is asked; a measure written anew is planned anew."""
        found = self._plans.get(asked)
        if found is None or found.measure is not measure:
            made = plan()
            entities = entities_read(made.tree, self.cubes)
            found = _keep(self._plans, asked, Planned(made.tree, entities, measure=measure, planned=made))
        return found

    def table(self, asked: Hashable, tree: Callable[[], exp.Query]) -> pa.Table:
        """What a query gives now that is the same each time it is asked for by this name."""
        found = self._queries.get(asked)
        if found is None:
            made = tree()
            found = _keep(self._queries, asked, Kept(made, entities_read(made, self.cubes)))
        return self.rows(found)

    def rows(self, kept: Kept) -> pa.Table:
        """What a query gives now."""
        version, given = self.store.version(*kept.entities), kept.given
        if given and given[0] == version:
            return given[1]
        found = self.store.query(kept.tree)
        kept.given = (version, found) if found.num_rows <= ROWS else None
        return found


def _keep(kept: dict[Hashable, K], asked: Hashable, made: K) -> K:
    if len(kept) >= PLANS:
        kept.clear()
    kept[asked] = made
    return made


def entities_read(tree: exp.Query, cubes: tuple[Cube, ...]) -> tuple[str, ...]:
    """The entities whose facts or cubes a query reads; none named when a table is neither."""
    of_cubes = {cube.table: cube.entity for cube in cubes}
    own = {each.alias for each in tree.find_all(exp.CTE)}
    tables = {table.name for table in tree.find_all(exp.Table)} - own
    found = {of_cubes.get(name, name) for name in tables}
    return tuple(sorted(found)) if found <= ENTITIES.keys() else ()
