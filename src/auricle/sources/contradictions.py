"""Rows of one import that say different things under the same key."""

from __future__ import annotations

from dataclasses import dataclass

from . import quoting
from .plan.plan import Plan
from .refused import Refused
from .staging import Staging

_PLACE = "{'file': _file, 'row': _row, 'part': _part}"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Rows of one entity on their way to the store: ``sql`` gives them typed, with ``_refused``.

    ``superseded`` rows were left out because a later one of the same key is the one to keep.
    """

    plan: Plan
    sql: str
    superseded: int = 0


def settle_among_themselves(staging: Staging, plan: Plan, refused: Refused) -> Arrival:
    """Set aside rows that contradict an earlier one; those that say the same go on, to be counted as duplicates.

    Where the mapping says ``on conflict: latest`` the last row of a key goes on alone.
    """
    met = quoting.name(f"met {plan.entity.name}")
    staging.connection.execute(
        f"CREATE TABLE {met} AS SELECT hash({plan.key}) AS h FROM ({plan.core}) GROUP BY 1 HAVING count(*) > 1"
    )
    if not _any(staging, met):
        return Arrival(plan, plan.judged)
    if plan.keeps_latest:
        return _last_of_each(staging, plan)
    first = quoting.name(f"first {plan.entity.name}")
    rows = (
        f"SELECT *, {plan.fingerprint} AS _says FROM ({plan.accepted_with_place}) "
        f"WHERE hash({plan.key}) IN (SELECT h FROM {met})"
    )
    staging.connection.execute(
        f"CREATE TABLE {first} AS SELECT {plan.key} AS key, arg_min(_says, {_PLACE}) AS says, "
        f"arg_min(_file, {_PLACE}) AS other_file, arg_min(_row, {_PLACE}) AS other_row FROM ({rows}) "
        "GROUP BY 1 HAVING count(DISTINCT _says) > 1"
    )
    if not _any(staging, first):
        return Arrival(plan, plan.judged)
    refused.add_contradicting(plan, _contradicting(plan, rows, first))
    says = f"hash({', '.join('a.' + quoting.name(c) for c in plan.columns)})"
    return Arrival(
        plan,
        f"SELECT a.* FROM ({plan.judged}) AS a LEFT JOIN {first} AS f ON f.key = a.{plan.key} "
        f"WHERE a._refused OR f.key IS NULL OR f.says = {says}",
    )


def _last_of_each(staging: Staging, plan: Plan) -> Arrival:
    """Rows of the same key one by one, the last in the order of files and lines being kept."""
    order = "_file DESC NULLS LAST, _row DESC NULLS LAST"
    last = (
        f"SELECT {plan.selected}, _problem IS NOT NULL AS _refused FROM ({plan.core}) QUALIFY _refused OR "
        f"row_number() OVER (PARTITION BY {plan.key}, _problem IS NULL ORDER BY {order}) = 1"
    )
    counts = f"SELECT (SELECT count(*) FROM ({plan.core})) - (SELECT count(*) FROM ({last}))"
    return Arrival(plan, last, superseded=staging.connection.execute(counts).fetchall()[0][0])


def _contradicting(plan: Plan, rows: str, first: str) -> str:
    why = quoting.text(
        f"another row{{other}} has the same {plan.entity.key} and says something else; that one was kept: "
        "mend one of the two, or say `on conflict: latest`"
    )
    return (
        f"SELECT r._file, r._row, r._part, r._raw, {why} AS explanation, f.key, f.other_file, f.other_row "
        f"FROM ({rows}) AS r JOIN {first} AS f ON f.key = r.{plan.key} WHERE r._says <> f.says"
    )


def _any(staging: Staging, table: str) -> bool:
    return bool(staging.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall())
