"""Reads of cases: of a customer, by cause, like another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from auricle.web.measures.public import value_title
from auricle.web.platform.public import ScreenState

from .models import Case, Cause, Desk, State, StateName
from .presence import ids_of


def called(state: ScreenState, dimension: str, code: str) -> str:
    """A unit or a touchpoint as it is called; nothing when there is none."""
    return value_title(state.workspace, dimension, code, state.language) if code else ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as other rooms show it; nothing in it is the customer's words."""

    number: int
    customer: str
    state: str
    severity: int
    owner: str
    cause: int | None
    touchpoint: str
    unit: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_solved: bool | None


@dataclass(frozen=True, slots=True)
class Pile:
    """Cases with one root cause; ``cause`` None are those nobody named one for."""

    cause: int | None
    name: str
    cases: int
    open: int


def line_of(case: Case) -> CaseLine:
    return CaseLine(
        case.number, case.customer, case.state, case.severity, str(case.owner or ""), case.cause_id, case.touchpoint,
        case.unit, case.opened_at, case.due_at, case.closed_at, case.is_solved,
    )  # fmt: skip


def cases_of(workspace: object, customer: str) -> tuple[CaseLine, ...]:
    """All cases of a customer under any of their ids, the newest first; those merged into another left out."""
    rows = (
        Case.objects.of(workspace)
        .filter(customer__in=ids_of(workspace, customer), merged_into=None)
        .select_related("owner")
    )
    return tuple(map(line_of, rows))


def piles(workspace: object, since: datetime | None = None) -> tuple[Pile, ...]:
    """Cases by root cause, the most first."""
    rows = Case.objects.of(workspace).filter(merged_into=None)
    rows = rows.filter(opened_at__gte=since) if since else rows
    counted = rows.order_by().values("cause").annotate(n=Count("pk"), open=Count("pk", filter=Q(is_open=True)))
    names = {cause.pk: str(cause) for cause in causes(workspace)}
    found = (Pile(row["cause"], names.get(row["cause"], ""), row["n"], row["open"]) for row in counted)
    return tuple(sorted(found, key=lambda pile: (-pile.cases, pile.name)))


def cases_of_cause(workspace: object, cause: int, since: datetime | None = None) -> tuple[CaseLine, ...]:
    """The cases of a root cause and of those beneath it, the newest first."""
    tree = causes(workspace)
    within, grown = {cause}, True
    while grown:
        more = {each.pk for each in tree if each.parent_id in within} - within
        within, grown = within | more, bool(more)
    rows = Case.objects.of(workspace).filter(cause__in=within, merged_into=None).select_related("owner")
    return tuple(map(line_of, rows.filter(opened_at__gte=since) if since else rows))


def numbered(workspace: object, numbers: tuple[int, ...]) -> tuple[CaseLine, ...]:
    """Cases by their numbers, those that there are."""
    return tuple(map(line_of, Case.objects.of(workspace).filter(number__in=numbers).select_related("owner")))


def causes(workspace: object) -> list[Cause]:
    """The tree, parents named; in the order of their whole names."""
    return sorted(Cause.objects.of(workspace).select_related("parent__parent"), key=str)


def beneath(cause: Cause) -> list[Cause]:
    """A cause and all that stand beneath it."""
    found, known = [cause], causes(cause.workspace)
    for each in found:
        found += [child for child in known if child.parent_id == each.pk]
    return found


def desk_of(workspace: object) -> Desk:
    """How the workspace arranges cases; its usual ways before somebody said."""
    return Desk.objects.of(workspace).first() or Desk(workspace=workspace)


def state_names(workspace: object) -> dict[str, str]:
    """What each state is called here, in the workspace's own words or the reader's language."""
    own = dict(StateName.objects.of(workspace).values_list("state", "name"))
    return {state.value: own.get(state.value) or str(state.label) for state in State}
