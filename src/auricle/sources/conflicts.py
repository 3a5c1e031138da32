"""Rows whose key is stored already with something else said: quarantined with what differs, or put in place."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from sqlglot import exp

from auricle.store.store import Store

from . import quoting
from .contradictions import Arrival
from .plan.plan import Plan
from .refused import Refused
from .report import Fate
from .staging import Staging

_ASKED_AT_ONCE = 5_000


def settle_with_stored(
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
    refused.add_contradicting(plan, _contradicting(plan, stored))
    return fate


def _copy_stored(engine: Staging, plan: Plan, keys: str, table: str, store: Store) -> None:
    """Bring what is stored under these keys next to the rows that differ from it."""
    columns = [plan.entity.column(name) for name in plan.columns]
    empty = pa.schema([(c.name, c.type.arrow) for c in columns]).empty_table()
    engine.load(f"CREATE TABLE {table} AS SELECT * FROM given", empty)
    for names in _chunks(engine, keys):
        found = store.query(
            exp.select(*(exp.column(c.name, quoted=True) for c in columns))
            .from_(store.spelling.table(plan.entity.name))
            .where(exp.column(plan.entity.key, quoted=True).isin(*names))
        )
        engine.load(f"INSERT INTO {table} SELECT * FROM given", found)


def _chunks(engine: Staging, keys: str) -> Iterator[list[str]]:
    for batch in engine.cursor().sql(f"SELECT key FROM {keys}").to_arrow_reader(_ASKED_AT_ONCE):
        yield batch.column(0).to_pylist()


def _contradicting(plan: Plan, stored: str) -> str:
    """SQL for the rows at fault, each with the columns in which it differs from what is stored."""
    differing = ", ".join(
        f"CASE WHEN r.{quoting.name(c)} IS DISTINCT FROM s.{quoting.name(c)} THEN {quoting.text(c)} END"
        for c in plan.columns
    )
    why = (
        f"{quoting.text(f'what is stored for this {plan.entity.key} says something else in ')} || "
        f"concat_ws(', ', {differing}) || {quoting.text('; mend one of the two, or say `on conflict: latest`')}"
    )
    return (
        f"SELECT r._file, r._row, r._part, r._raw, {why} AS explanation, r.{plan.key} AS key, "
        f"NULL AS other_file, NULL AS other_row FROM ({plan.accepted_with_place}) AS r "
        f"JOIN {stored} AS s ON s.{plan.key} = r.{plan.key} "
        "WHERE NOT EXISTS (SELECT 1 FROM refused_rows AS x WHERE "
        f"x.entity = {quoting.text(plan.entity.name)} AND x.raw = r._raw AND x._part IS NOT DISTINCT FROM r._part "
        "AND x._file IS NOT DISTINCT FROM r._file AND x._row IS NOT DISTINCT FROM r._row)"
    )
