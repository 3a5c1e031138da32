"""Rows of one import that say different things under the same key."""

from __future__ import annotations

from . import quoting
from .plan.plan import Plan
from .refused import Refused
from .staging import Staging


def find_contradictions(staging: Staging, plan: Plan, refused: Refused) -> str:
    """Set aside rows that contradict an earlier one; gives SQL for the rows that remain.

    Rows that say the same as the first of their key remain: the store counts them as duplicates. Where the
    mapping says ``on conflict: latest`` the last row of a key remains and those before it are superseded.
    """
    met, first = (quoting.name(f"{kind} {plan.entity.name}") for kind in ("met", "first"))
    connection = staging.connection
    connection.execute(
        f"CREATE OR REPLACE TABLE {met} AS SELECT hash({plan.key}) AS h FROM ({plan.accepted}) GROUP BY 1 HAVING count(*) > 1"
    )
    if not _any(staging, met):
        return plan.accepted
    place = "{'file': _file, 'row': _row, 'part': _part}"
    choose = "arg_max" if plan.keeps_latest else "arg_min"
    rows = f"SELECT *, {plan.fingerprint} AS _says FROM ({plan.accepted_with_place}) WHERE hash({plan.key}) IN (SELECT h FROM {met})"
    connection.execute(
        f"CREATE OR REPLACE TABLE {first} AS SELECT {plan.key} AS key, {choose}(_says, {place}) AS says, "
        f"{choose}(_file, {place}) AS other_file, {choose}(_row, {place}) AS other_row FROM ({rows}) "
        "GROUP BY 1 HAVING count(DISTINCT _says) > 1"
    )
    if not _any(staging, first):
        return plan.accepted
    if not plan.keeps_latest:
        refused.add_contradicting(plan, _contradicting(plan, rows, first))
    return (
        f"SELECT a.* FROM ({plan.accepted}) AS a LEFT JOIN {first} AS f ON f.key = a.{plan.key} "
        f"WHERE f.key IS NULL OR f.says = hash({', '.join('a.' + quoting.name(c) for c in plan.columns)})"
    )


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
