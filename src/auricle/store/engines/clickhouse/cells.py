"""What a change takes from the cubes and adds to them, staged with the change.

The months that a change touches are folded anew beside the cube and then take the place of the old
ones whole, so that putting them into place twice does nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlglot import exp

from auricle.model.entities import entity as entity_named
from auricle.model.entity import Entity
from auricle.store.cubes import KeptCube

from .change import Change
from .cubes import MONTH, Cubes, create, names_of
from .ledger import Plan
from .spelling import ClickHouseSpelling
from .tables import quoted

_NOW = ClickHouseSpelling()


class _Afterwards(ClickHouseSpelling):
    """Tables as they will be once the change is in place."""

    def __init__(self, views: dict[str, str]):
        self._views = views

    def table(self, entity: str) -> exp.Table:
        return super().table(self._views.get(entity, entity))


def stage_cells(change: Change, cubes: Cubes, plan: Plan) -> dict[str, list[int]]:
    """Fold the touched months into the change's tables ``cube``; tells which months, by cube."""
    changed = [entity_named(name) for name in dict.fromkeys((*plan.whole, *plan.leaving, *plan.arriving))]
    afterwards = _Afterwards({e.name: _view_afterwards(change, plan, e) for e in changed})
    months: dict[str, list[int]] = {}
    for fact, kept in groupby(cubes.kept, lambda cube: cube.fact):
        both = list(kept)
        if plan.whole:
            months |= {cube.cube.name: _stage_all(change, cube, afterwards) for cube in both}
        elif sums := list(_sums(change, plan, both[0].by_day, changed, afterwards)):
            delta = change.scratch("delta", fact, " UNION ALL ".join(tree.sql(_NOW.dialect) for tree in sums))
            if touched := _months(change, delta):
                months |= {cube.cube.name: touched for cube in both}
                _stage_touched(change, both, delta, touched)
    return months


def _view_afterwards(change: Change, plan: Plan, entity: Entity) -> str:
    if entity.name in plan.whole:
        return change.name("whole", entity)
    rows = f"SELECT * FROM {quoted(entity.name)}"
    if entity.name in plan.leaving:
        rows += f" WHERE {quoted(entity.key)} NOT IN (SELECT key FROM {quoted(change.name('leaving', entity))})"
    if entity.name in plan.arriving:
        rows += f" UNION ALL SELECT * FROM {quoted(change.name('arriving', entity))}"
    return change.view("afterwards", entity, rows)


def _sums(
    change: Change, plan: Plan, cube: KeptCube, changed: list[Entity], afterwards: ClickHouseSpelling
) -> Iterator[exp.Select]:
    """Cells to take away from the cube, and cells to add to it."""
    fact, key = cube.fact, quoted(cube.fact.key)
    stays = "true"
    if fact.name in plan.leaving:
        leaving = f"(SELECT key FROM {quoted(change.name('leaving', fact))})"
        gone = change.view("gone", fact, f"SELECT * FROM {quoted(fact.name)} WHERE {key} IN {leaving}")
        stays = f"{key} NOT IN {leaving}"
        yield cube.summed(_NOW.table(gone), _NOW, -1)
    if fact.name in plan.arriving:
        yield cube.summed(_NOW.table(change.name("arriving", fact)), afterwards)
    moved = [m for e in changed if e is not fact and fact.has(e.key) and (m := _moved(change, plan, cube, e))]
    if moved:
        linked = change.view(
            "linked", fact, f"SELECT * FROM {quoted(fact.name)} WHERE ({' OR '.join(moved)}) AND {stays}"
        )
        yield cube.summed(_NOW.table(linked), _NOW, -1)
        yield cube.summed(_NOW.table(linked), afterwards)


def _moved(change: Change, plan: Plan, cube: KeptCube, other: Entity) -> str:
    """A condition for the facts whose linked row will say something else in a column that the cells use."""
    columns, key = sorted(cube.linked_columns(other)[0]), quoted(other.key)
    if not columns or other.name in plan.whole:
        return ""
    chosen = ", ".join([f"{key} AS key", *(quoted(c) for c in columns)])
    arriving = quoted(change.name("arriving" if other.name in plan.arriving else "leaving", other))
    new = f"SELECT {chosen} FROM {arriving}" if other.name in plan.arriving else ""
    old_keys = [f"SELECT {key} AS key FROM {arriving}"] if new else []
    if other.name in plan.leaving:
        old_keys.append(f"SELECT key FROM {quoted(change.name('leaving', other))}")
    old = f"SELECT {chosen} FROM {quoted(other.name)} WHERE {key} IN ({' UNION ALL '.join(old_keys)})"
    new = new or f"SELECT {chosen} FROM {quoted(other.name)} WHERE false"
    same = " AND ".join(f"(old.{quoted(c)} <=> new.{quoted(c)})" for c in columns)
    moved = change.scratch(
        f"moved_by_{other.name}",
        cube.fact,
        f"SELECT assumeNotNull(coalesce(old.key, new.key)) AS key FROM ({old}) AS old "
        f"FULL JOIN ({new}) AS new ON old.key = new.key WHERE NOT ({same})",
    )
    return f"{key} IN (SELECT key FROM {quoted(moved)})" if change.count(moved) else ""


def _stage_touched(change: Change, cubes: list[KeptCube], delta: str, months: list[int]) -> None:
    within = f"{MONTH} IN ({', '.join(map(str, months))})"
    for cube in cubes:
        change.connections.run(create(cube, change.name("cube", cube.cube.name)))
        now = f"SELECT {names_of(cube)} FROM {quoted(cube.table)} WHERE {within}"
        rolled = cube.rolled(_NOW.table(delta), _NOW).sql(_NOW.dialect)
        both = change.view("both", cube.fact, f"{now} UNION ALL SELECT {names_of(cube)} FROM ({rolled})")
        _fill(change, cube, cube.folded(_NOW.table(both)))


def _stage_all(change: Change, cube: KeptCube, afterwards: ClickHouseSpelling) -> list[int]:
    table = change.name("cube", cube.cube.name)
    change.connections.run(create(cube, table))
    _fill(change, cube, cube.summed(afterwards.table(cube.fact.name), afterwards))
    return sorted({*_months(change, cube.table), *_months(change, table)})


def _fill(change: Change, cube: KeptCube, cells: exp.Select) -> None:
    target = quoted(change.name("cube", cube.cube.name))
    change.connections.run(f"INSERT INTO {target} ({names_of(cube)}) {cells.sql(_NOW.dialect)}")


def _months(change: Change, table: str) -> list[int]:
    found = change.connections.rows(f"SELECT DISTINCT {MONTH} AS month FROM {quoted(table)} ORDER BY month")
    months: list[int] = found["month"].to_pylist()
    return months
