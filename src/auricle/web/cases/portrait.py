"""What the page of a case shows beside the case: the moments it came from, earlier cases, what worked for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from django.db.models import Count, Q

from auricle.web.platform.public import ScreenState, duration
from auricle.web.receipts.public import Told, told_to

from .models import Case, Cause, Event, Occurrence, Severity
from .presence import ids_of
from .routing import colleagues

MOMENTS = 5
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
class Line:
    """A line of the history: who did what, when, and to whom or what it came."""

    at: datetime
    who: str
    verb: str
    to: str


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
    """What the customer said that led here, each feedback once, the latest first; nothing that was erased."""
    rows = Occurrence.objects.of(state.record).filter(case=case).exclude(key="").order_by("-pk")[:MOMENTS]
    facts = [fact for row in rows if (fact := _fact(state, row.entity, row.key)) and fact.get("feedback")]
    answers = _answers(state, facts)
    found = (_said(state, fact, answers) for fact in {fact["feedback"]: fact for fact in facts}.values())
    return tuple(said for said in found if said.text)


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


def history(state: ScreenState, case: Case, names: Mapping[str, str]) -> list[Line]:
    """What happened in a case, the latest first; ``names`` are what its states are called."""
    people = {user.email: str(user) for user in colleagues(state.record).values()}
    events = Event.objects.of(state.record).filter(case=case).select_related("user").order_by("-position")
    return [Line(each.at, str(each.user or each.who), each.verb, _to(each, names, people)) for each in events]


def _to(event: Event, names: Mapping[str, str], people: Mapping[str, str]) -> str:
    to = event.detail.get("to", "")
    match event.verb:
        case "changed the status":
            return names.get(to, to)
        case "changed the severity":
            return str(Severity(to).label)
    return " · ".join(people.get(each, each) for each in (to if isinstance(to, list) else [to]))


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


def _answers(state: ScreenState, facts: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """By feedback the answer whose score is told: the one that led here, else one for the whole, else a rating."""
    theirs = pa.array(sorted({fact["customer"] for fact in facts if fact.get("customer")}), pa.string())
    columns = ["feedback", "kind", "score", "scale"]
    found = state.workspace.store.find("answers", theirs, "customer", columns).to_pylist() if len(theirs) else []
    scored = [row for row in (*found, *facts) if row.get("score") is not None]
    return {row["feedback"]: row for row in sorted(scored, key=lambda row: (row in facts, row["kind"] != "rating"))}


def _said(state: ScreenState, fact: Mapping[str, Any], answers: Mapping[str, Mapping[str, Any]]) -> Said:
    answer = answers.get(fact["feedback"], {})
    score, scale = answer.get("score"), (answer.get("scale") or "").partition("-")[2]
    words = _fact(state, "feedback", fact["feedback"]) or {}
    return Said(
        words.get("text") or fact.get("text") or "", words.get("language") or "", fact.get("at"),
        "" if score is None else f"{score:g} / {scale}" if scale else f"{score:g}",
    )  # fmt: skip


def _fact(state: ScreenState, entity: str, key: str | None) -> Mapping[str, Any] | None:
    if not key or not entity:
        return None
    rows = state.workspace.store.find(entity, pa.array([key], pa.string())).to_pylist()
    return rows[0] if rows else None
