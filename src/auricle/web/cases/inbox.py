"""The inbox: open cases by whose they are and how soon they are due, a page at a time, however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from auricle.web.platform.public import ScreenState
from auricle.workspace import Workspace

from .models import Case, Comment, Duty, State
from .presence import presents

PAGE = 50
COUNTED = 1000
VIEWS = {
    "mine": _("Mine"),
    "team": _("My team’s"),
    "named": _("That mention me"),
    "late": _("Overdue"),
    "free": _("Without an owner"),
    "all": _("All"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one looks at; all of it lies in the address. ``after`` is the last case of the page before."""

    view: str
    state: str = ""
    severity: int = 0
    unit: str = ""
    after: tuple[datetime, int] | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        view, severity = query.get("view", ""), query.get("severity", "")
        return cls(
            view if view in VIEWS else "mine",
            query.get("state", "") if query.get("state", "") in State else "",
            int(severity) if severity in ("1", "2", "3", "4") else 0,
            query.get("unit", "")[:120],
            _mark(query.get("after", "")),
        )


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is the mark of the next page, empty on the last."""

    cases: tuple[Case, ...]
    names: Mapping[str, str]
    next: str


def page_of(state: ScreenState, asked: Asked) -> Page:
    """The cases of one page, the soonest due first."""
    rows = chosen(state, asked).select_related("owner", "cause__parent")
    if asked.after:
        due_at, pk = asked.after
        rows = rows.filter(due_at__gte=due_at).filter(Q(due_at__gt=due_at) | Q(pk__gt=pk))
    found = tuple(rows.order_by("due_at", "id")[: PAGE + 1])
    shown, last = found[:PAGE], found[PAGE - 1] if len(found) > PAGE else None
    mark = f"{last.due_at.timestamp():.6f}-{last.pk}" if last and last.due_at else ""
    return Page(shown, names_of(state.workspace, [case.customer for case in shown]), mark)


def chosen(state: ScreenState, asked: Asked) -> QuerySet[Case]:
    """The open cases one asked for, in no order yet."""
    rows = Case.objects.of(state.record).filter(is_open=True, **_of_view(state, asked.view))
    filters: dict[str, Any] = {"state": asked.state, "severity": asked.severity, "unit": asked.unit}
    return rows.filter(**{name: value for name, value in filters.items() if value})


def counts(state: ScreenState) -> dict[str, int]:
    """How many there are of each view, counted up to a thousand."""
    return {view: chosen(state, Asked(view)).order_by()[: COUNTED + 1].count() for view in VIEWS}


def names_of(workspace: Workspace, customers: list[str]) -> dict[str, str]:
    """What customers are called now: their name, else the id they go by."""
    if not customers:
        return {}
    now = presents(workspace, customers)
    wanted = pa.array(sorted(set(now.values())), pa.string())
    rows = workspace.store.find("customers", wanted, columns=["customer", "name"]).to_pylist()
    names = {row["customer"]: row["name"] for row in rows if row["name"]}
    return {customer: names.get(to, to) for customer, to in now.items()}


def _of_view(state: ScreenState, view: str) -> dict[str, Any]:
    match view:
        case "mine":
            return {"owner": state.user}
        case "team":
            units = _units_of(state)
            return {} if "" in units else {"unit__in": units}
        case "named":
            return {"pk__in": Comment.objects.of(state.record).filter(mentioned=state.user).values("case")}
        case "late":
            return {"due_at__lt": timezone.now()}
        case "free":
            return {"owner": None}
    return {}


def _units_of(state: ScreenState) -> list[str]:
    """The units of one's team; "" stands for all of them, whose manager one is."""
    duties = Duty.objects.of(state.record).filter(user=state.user)
    return list(duties.exclude(unit="", manages=False).values_list("unit", flat=True))


def _mark(text: str) -> tuple[datetime, int] | None:
    when, _, pk = text.partition("-")
    try:
        return datetime.fromtimestamp(float(when), UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
