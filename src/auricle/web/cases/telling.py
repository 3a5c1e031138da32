"""Tells the facts what became of cases, so that they are measured like anything else.

The row of a case takes the place of its former one, and only then is the case said to be told: a kill in between tells
it again, which changes nothing.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pyarrow as pa
from django.db.models import F

from auricle.model.entities import CASES
from auricle.web.platform.public import UNREADY, facts_of

from .models import Case, Cause, Severity
from .queries import beneath

AT_ONCE = 2000


def tell_the_facts() -> int:
    """Tell what changed, of all workspaces; how many cases."""
    rows = Case.objects.across("every workspace's cases are told").exclude(revision=F("told_revision"))
    changed = list(rows.select_related("workspace", "owner", "cause__parent").order_by("workspace", "id")[:AT_ONCE])
    told = 0
    for workspace, found in groupby(changed, key=lambda case: case.workspace):
        told += _told(workspace, list(found))
    return told


def tell_again(cause: Cause) -> None:
    """A cause is called otherwise: its cases are told anew, with those of the causes beneath it."""
    cases = Case.objects.of(cause.workspace).filter(cause__in=beneath(cause))
    cases.update(revision=F("revision") + 1)


def _told(workspace: Any, cases: list[Case]) -> int:
    rows = [row_of(case) for case in cases]
    schema = pa.schema([field for field in CASES.schema if field.name in rows[0]])
    try:
        facts_of(workspace.slug).replace(CASES.name, pa.Table.from_pylist(rows, schema=schema))
    except UNREADY:
        return 0
    for case in cases:
        Case.objects.of(workspace).filter(pk=case.pk).update(told_revision=case.revision)
    return len(cases)


def row_of(case: Case) -> dict[str, Any]:
    """A case as a row of the facts; a merged one keeps nothing to measure."""
    counted = case.merged_into_id is None
    return {
        "case_id": str(case.number),
        "at": case.opened_at,
        "customer": case.customer or None,
        "touchpoint": case.touchpoint or None,
        "channel": case.channel or None,
        "unit": case.unit or None,
        "employee": case.owner.email if case.owner else None,
        "severity": Severity(case.severity).name.lower(),
        "state": case.state if counted else "merged",
        "cause": str(case.cause) if case.cause else None,
        "answered_at": case.answered_at,
        "closed_at": case.closed_at if counted else None,
        "answer_seconds": _seconds(case, "answered_at") if counted else None,
        "solve_seconds": _seconds(case, "closed_at") if counted else None,
        "in_time": case.closed_at <= case.due_at if counted and case.closed_at and case.due_at else None,
        "reopened": case.reopened > 0 if counted else None,
        "solved": case.is_solved,
        "score_before": case.score_before,
        "score_after": case.score_after,
        "recovered": case.recovered,
        "revenue_after": case.revenue_after,
        "currency": case.currency or None,
    }


def _seconds(case: Case, name: str) -> float | None:
    ended = getattr(case, name)
    return (ended - case.opened_at).total_seconds() if ended else None
