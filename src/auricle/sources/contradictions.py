"""Rows that say something else than the row of their key that is kept: quarantined, or put in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

from auricle.model.entity import Column
from auricle.store.store import Store

from . import quoting
from .plan.plan import Plan
from .refused import Refused
from .report import Fate
from .staging import Staging

_ASKED_AT_ONCE = 5_000
_PLACE = "{'file': _file, 'row': _row, 'part': _part}"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Rows of one entity on their way to the store: ``sql`` gives them typed, with ``_refused``.

    ``superseded`` rows were left out because a later one of the same key is the one to keep.
    """

    plan: Plan
    sql: str
    superseded: int = 0


def arriving(staging: Staging, plan: Plan) -> Arrival:
    """The rows of a plan for the store to judge; where the mapping says ``on conflict: latest``, a key's last alone."""
    met = quoting.name(f"met {plan.entity.name}")
    if not plan.keeps_latest:
        return Arrival(plan, plan.judged)
    staging.connection.execute(
        f"CREATE TABLE {met} AS SELECT hash({plan.key}) AS h FROM ({plan.core}) GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
    )
    return _last_of_each(staging, plan) if _any(staging, met) else Arrival(plan, plan.judged)


def _last_of_each(staging: Staging, plan: Plan) -> Arrival:
    """Rows of the same key one by one, the last in the order of files and lines being kept."""
    order = "_file DESC NULLS LAST, _row DESC NULLS LAST"
    last = (
        f"SELECT {plan.selected}, _problem IS NOT NULL AS _refused FROM ({plan.core}) QUALIFY _refused OR "
        f"row_number() OVER (PARTITION BY {plan.key}, _problem IS NULL ORDER BY {order}) = 1"
    )
    counts = f"SELECT (SELECT count(*) FROM ({plan.core})) - (SELECT count(*) FROM ({last}))"
    return Arrival(plan, last, superseded=staging.connection.execute(counts).fetchall()[0][0])


def settle(
    engine: Staging, arrival: Arrival, conflicting: pa.Table, store: Store, refused: Refused, fate: Fate
) -> Fate:
    """Deal with the rows the store found conflicting; gives the entity's fate without those quarantined."""
    plan = arrival.plan
    keys = quoting.name(f"conflicting {plan.entity.name}")
    engine.load(f"CREATE TABLE {keys} AS SELECT DISTINCT {plan.key} AS key FROM given", conflicting)
    if plan.keeps_latest:
        rows = (
            f"SELECT {plan.selected} FROM ({arrival.sql}) AS a SEMI JOIN {keys} AS k ON k.key = a.{plan.key} "
            "WHERE NOT _refused"
        )
        placed = store.replace(plan.entity.name, engine.cursor().sql(rows).to_arrow_reader(100_000))
        return Fate(fate.stored + placed, fate.duplicate + conflicting.num_rows - placed)
    stored = quoting.name(f"stored {plan.entity.name}")
    _copy_stored(engine, plan, keys, stored, store)
    refused.add_contradicting(plan, _contradicting(engine, plan, keys, stored))
    return fate


def _copy_stored(engine: Staging, plan: Plan, keys: str, table: str, store: Store) -> None:
    """Bring what is stored under these keys next to the rows that differ from it."""
    columns = _columns(plan)
    empty = pa.schema([(c.name, c.type.arrow) for c in columns]).empty_table()
    engine.load(f"CREATE TABLE {table} AS SELECT * FROM given", empty)
    for names in _chunks(engine, keys):
        found = store.query(
            exp.select(*(exp.column(c.name, quoted=True) for c in columns))
            .from_(store.spelling.table(plan.entity.name))
            .where(exp.column(plan.entity.key, quoted=True).isin(*names))
        )
        engine.load(f"INSERT INTO {table} SELECT * FROM given", found)


def _columns(plan: Plan) -> list[Column]:
    """The columns of the plan, and what says whom a row was given to before a merge."""
    names = dict.fromkeys((*plan.columns, *(n for n in ("known_as", "original") if plan.entity.has(n))))
    return [plan.entity.column(name) for name in names]


def _chunks(engine: Staging, keys: str) -> Iterator[list[str]]:
    for batch in engine.cursor().sql(f"SELECT key FROM {keys}").to_arrow_reader(_ASKED_AT_ONCE):
        yield batch.column(0).to_pylist()


def _contradicting(engine: Staging, plan: Plan, keys: str, stored: str) -> str:
    """SQL for the rows at fault, each with the row of the files that was kept, or with what differs from the store."""
    differing = [f"CASE WHEN {_differs(plan, c)} THEN {quoting.text(c)} END" for c in plan.columns]
    rows = quoting.name(f"alike {plan.entity.name}")
    engine.connection.execute(
        f"CREATE TABLE {rows} AS SELECT r._file, r._row, r._part, r._raw, r.{plan.key} AS key, "
        f"concat_ws(', ', {', '.join(differing)}) AS differing FROM ({plan.accepted_with_place}) AS r "
        f"SEMI JOIN {keys} AS k ON k.key = r.{plan.key} JOIN {stored} AS s ON s.{plan.key} = r.{plan.key}"
    )
    kept = f"SELECT key, min({_PLACE}) AS place FROM {rows} WHERE differing = '' GROUP BY 1"
    mend = "; mend one of the two, or say `on conflict: latest`"
    among = f"another row{{other}} has the same {plan.entity.key} and says something else; that one was kept"
    before = f"what is stored for this {plan.entity.key} says something else in "
    return (
        f"SELECT r._file, r._row, r._part, r._raw, CASE WHEN k.key IS NULL THEN {quoting.text(before)} || r.differing "
        f"ELSE {quoting.text(among)} END || {quoting.text(mend)} AS explanation, r.key, "
        f"k.place.file AS other_file, k.place.row AS other_row FROM {rows} AS r LEFT JOIN ({kept}) AS k USING (key) "
        "WHERE r.differing <> ''"
    )


def _differs(plan: Plan, column: str) -> str:
    """Whether a row says otherwise than what is stored, as a store judges it: a merge since is no difference."""
    name = quoting.name(column)
    differs = f"r.{name} IS DISTINCT FROM s.{name}"
    if column == "customer" and plan.entity.has("known_as"):
        return f"({differs} AND (s.known_as = 'customer:' || r.customer) IS NOT TRUE)"
    if column == "customer" and plan.entity.has("original"):
        return f"({differs} AND (s.original = r.customer) IS NOT TRUE)"
    if column == "known_as":
        return f"({differs} AND (s.known_as LIKE 'customer:%') IS NOT TRUE)"
    return differs


def _any(staging: Staging, table: str) -> bool:
    return bool(staging.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall())
