"""The feedback that answers and mentions belong to, from this import or from the store: they inherit from it."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
from sqlglot import exp

from auricle.model.entities import FEEDBACK
from auricle.store.store import Store

from . import quoting
from .plan.plan import Plan
from .staging import Staging

_ASKED_AT_ONCE = 5_000


def gather_parents(engine: Staging, child: Plan, feedback: Plan | None, store: Store) -> str:
    """Fill a table with the feedback a child's rows name, what they inherit, and ``_found``; gives its name."""
    table = quoting.name(f"parents of {child.entity.name}")
    inherited = [c for c in child.entity.columns if c.inherits]
    columns = [FEEDBACK.column("feedback"), *(FEEDBACK.column(c.name) for c in inherited if FEEDBACK.has(c.name))]
    empty = pa.schema([(c.name, c.type.arrow) for c in columns]).empty_table()
    engine.load(f"CREATE TABLE {table} AS SELECT *, true AS _found FROM given", empty)
    if feedback is not None:
        own = ", ".join(_of_own(c.name, feedback) for c in columns)
        engine.connection.execute(
            f"INSERT INTO {table} SELECT DISTINCT ON (feedback) {own}, true FROM ({feedback.accepted})"
        )
    wanted = (
        f"SELECT DISTINCT feedback FROM ({child.core}) "
        f"WHERE feedback IS NOT NULL AND feedback NOT IN (SELECT feedback FROM {table})"
    )
    for names in _chunks(engine, wanted):
        found = store.query(
            exp.select(*(exp.column(c.name, quoted=True) for c in columns))
            .from_(store.spelling.table("feedback"))
            .where(exp.column("feedback", quoted=True).isin(*names))
        )
        engine.load(f"INSERT INTO {table} SELECT *, true FROM given", found)
    return table


def _of_own(column: str, feedback: Plan) -> str:
    return quoting.name(column) if column in feedback.columns else f"NULL AS {quoting.name(column)}"


def _chunks(engine: Staging, sql: str) -> Iterator[list[str]]:
    for batch in engine.cursor().sql(sql).to_arrow_reader(_ASKED_AT_ONCE):
        yield batch.column(0).to_pylist()
