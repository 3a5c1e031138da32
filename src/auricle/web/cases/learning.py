"""What came after a case was closed: the score the customer gave next, and what they ordered since."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.db.models import F
from django.utils import timezone

from auricle.web.platform.public import Workspace, facts_of

from .models import Case, Occurrence
from .presence import presents

DAYS = 90
AT_ONCE = 5000


def learn_all() -> None:
    """In every workspace that closed cases lately."""
    since = timezone.now() - timedelta(days=DAYS + 1)
    rows = Case.objects.across("every workspace's cases have an after").filter(closed_at__gte=since)
    for workspace in Workspace.objects.filter(pk__in=rows.order_by().values_list("workspace", flat=True).distinct()):
        learn(workspace)


def learn(workspace: Workspace) -> int:
    """Look at customers whose cases were closed within 90 days; how many cases learnt something."""
    since = timezone.now() - timedelta(days=DAYS + 1)
    closed = Case.objects.of(workspace).filter(closed_at__gte=since, merged_into=None).exclude(customer="")
    closed, learnt, last = closed.order_by("pk"), 0, 0
    while cases := list(closed.filter(pk__gt=last)[:AT_ONCE]):
        learnt, last = learnt + _learnt_of(workspace, cases), cases[-1].pk
    return learnt


def _learnt_of(workspace: Workspace, cases: list[Case]) -> int:
    whose = presents(facts_of(workspace.slug), {case.customer for case in cases})
    people = pa.array(sorted(set(whose.values())), pa.string())
    scores, orders = _by_customer(workspace, "answers", people), _by_customer(workspace, "orders", people)
    asked = _opening_answers(workspace, cases)
    return sum(
        _learnt(
            workspace, case, _comparable(scores[whose[case.customer]], asked[case.pk]), orders[whose[case.customer]]
        )
        for case in cases
    )


def _opening_answers(workspace: Workspace, cases: list[Case]) -> dict[int, set[str]]:
    """The answers that each case came from."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Occurrence.objects.of(workspace).filter(case__in=cases, entity="answers")
    for case, key in rows.values_list("case", "key"):
        found[case].add(key)
    return found


def _comparable(answers: list[dict[str, Any]], opening: set[str]) -> list[dict[str, Any]]:
    """Scores given to the kind of question that a case came from, NPS where it came from none."""
    asked = {_asked(row) for row in answers if row["answer"] in opening} or {("nps", "", 1)}
    return [row for row in answers if row["score"] is not None and _asked(row) in asked]


def _asked(answer: dict[str, Any]) -> tuple[str, str, int]:
    """What two answers have to share to be compared: ratings of different things are not one question."""
    return answer["kind"], answer["question"] if answer["kind"] == "rating" else "", answer["polarity"] or 1


def _learnt(workspace: Workspace, case: Case, answers: list[dict[str, Any]], orders: list[dict[str, Any]]) -> bool:
    assert case.closed_at
    after = [row for row in answers if row["at"] > case.closed_at and row["scale"] == case.scale]
    first = min(after, key=lambda row: row["at"]) if after else None
    score = first["score"] if first else None
    recovered = _better(case.score_before, first["score"], first["polarity"]) if first else None
    until = case.closed_at + timedelta(days=DAYS)
    spent = [
        row for row in orders if case.closed_at < row["at"] <= until and row["status"] != "cancelled" and row["amount"]
    ]
    currencies = {row["currency"] or "" for row in spent}
    revenue = sum((row["amount"] for row in spent), Decimal()) if len(currencies) == 1 else None
    if (score, recovered, revenue) == (case.score_after, case.recovered, case.revenue_after):
        return False
    Case.objects.of(workspace).filter(pk=case.pk).update(
        score_after=score, recovered=recovered, revenue_after=revenue, revision=F("revision") + 1,
        currency=currencies.pop() if len(currencies) == 1 else case.currency,
    )  # fmt: skip
    return True


def _better(before: float | None, after: float, polarity: int | None) -> bool | None:
    """Whether the second score is better; of effort, less is (polarity -1)."""
    return None if before is None else (after - before) * (polarity or 1) > 0


def _by_customer(workspace: Workspace, name: str, people: pa.Array) -> dict[str, list[dict[str, Any]]]:
    columns = {
        "answers": ["answer", "customer", "at", "question", "kind", "score", "scale", "polarity"],
        "orders": ["customer", "at", "amount", "currency", "status"],
    }[name]
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in (
        facts_of(workspace.slug).store.find(name, people, "customer", columns).to_pylist() if len(people) else ()
    ):
        found[row["customer"]].append(row)
    return found
