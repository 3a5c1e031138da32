"""What the page of a case shows beside the case: the moments it came from, earlier cases, what worked for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow as pa
from django.db.models import Count, Q

from auricle.web.platform.public import ScreenState, duration
from auricle.web.receipts.public import Told, told_to

from .models import Case, Cause, Occurrence
from .presence import ids_of

SIMILAR = 5
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Said:
    """Words the case came from; ``score`` with its scale where one was given."""

    text: str
    language: str
    at: Any
    score: str


@dataclass(frozen=True, slots=True)
class Similar:
    """A closed case like this one, and how it ended."""

    case: Case
    took: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A cause among cases at the same touchpoint, and how many customers said that it was solved."""

    cause: str
    solved: int
    asked: int


def said_in(state: ScreenState, case: Case) -> tuple[Said, ...]:
    """What the customer said that led here, the latest first; nothing that was erased."""
    facts = {row.entity: row for row in Occurrence.objects.of(state.record).filter(case=case).order_by("pk")}
    found = [_said(state, row) for row in facts.values() if row.key]
    return tuple(said for said in found if said and said.text)


def earlier(state: ScreenState, case: Case) -> list[Case]:
    """Other cases of the customer, the newest first."""
    if not case.customer:
        return []
    rows = (
        Case.objects.of(state.record)
        .filter(customer__in=ids_of(state.record, case.customer), merged_into=None)
        .exclude(pk=case.pk)
    )
    return list(rows.select_related("owner", "cause__parent")[:20])


def told(state: ScreenState, case: Case) -> list[Told]:
    """The receipts they got, under any of their ids, the latest first."""
    ids = ids_of(state.record, case.customer) if case.customer else ()
    return sorted((each for one in ids for each in told_to(state.record, one)), key=lambda each: each.at, reverse=True)


def similar(state: ScreenState, case: Case) -> tuple[Similar, ...]:
    """Cases that customers said are solved, of the same cause, else at the same touchpoint; the latest first."""
    solved = Case.objects.of(state.record).filter(is_open=False, is_solved=True, closed_at__isnull=False)
    like = solved.filter(cause=case.cause) if case.cause_id else solved.filter(touchpoint=case.touchpoint)
    rows = like.exclude(pk=case.pk).select_related("owner", "cause__parent").order_by("-closed_at")[:SIMILAR]
    return tuple(Similar(row, duration((row.closed_at - row.opened_at) / timedelta(seconds=1))) for row in rows)


def worked(state: ScreenState, case: Case) -> tuple[Worked, ...]:
    """By cause, how often customers at this touchpoint said that it was solved; causes with few answers left out."""
    rows = Case.objects.of(state.record).filter(
        touchpoint=case.touchpoint, is_solved__isnull=False, cause__isnull=False
    )
    counted = rows.order_by().values("cause").annotate(n=Count("pk"), solved=Count("pk", filter=Q(is_solved=True)))
    found = {row["cause"]: row for row in counted if row["n"] >= FEWEST}
    causes = Cause.objects.of(state.record).filter(pk__in=found).select_related("parent")
    made = (Worked(str(cause), found[cause.pk]["solved"], found[cause.pk]["n"]) for cause in causes)
    return tuple(sorted(made, key=lambda each: -each.solved / each.asked))


def _said(state: ScreenState, row: Occurrence) -> Said | None:
    fact = _fact(state, row.entity, row.key)
    if fact is None:
        return None
    score = "" if fact.get("score") is None else f"{fact['score']:g}"
    scale = (fact.get("scale") or "").partition("-")[2]
    words = fact if row.entity == "feedback" else _fact(state, "feedback", fact.get("feedback")) or {}
    return Said(
        words.get("text") or fact.get("text") or "", words.get("language") or "", fact.get("at"),
        f"{score} / {scale}" if score and scale else score,
    )  # fmt: skip


def _fact(state: ScreenState, entity: str, key: str | None) -> Mapping[str, Any] | None:
    if not key or not entity:
        return None
    rows = state.workspace.store.find(entity, pa.array([key], pa.string())).to_pylist()
    return rows[0] if rows else None
