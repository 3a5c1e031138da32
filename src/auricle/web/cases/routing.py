"""Who gets a case: the workspace's routes in their order, the first that fits and finds somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, F

from auricle.web.platform.public import Membership, User, allows

from .models import Case, Desk, Duty, Route

Kind = Route.Kind
USUAL = (Kind.ACCOUNT, Kind.UNIT, Kind.TOUCHPOINT)
"""What is tried where the workspace has no routes of its own: the account's owner first."""


def owner_for(desk: Desk, case: Case, traits: Mapping[str, Any]) -> User | None:
    """Who should have a case; None when no route finds anybody who may work on it."""
    able = colleagues(desk.workspace)
    routes = list(Route.objects.of(desk.workspace)) or [Route(kind=kind) for kind in USUAL]
    for route in routes:
        if _fits(route, case) and (found := _found(route, desk, case, traits, able)):
            return found
    return None


def colleagues(workspace: object) -> dict[int, User]:
    """Who may work on cases, by id."""
    members = Membership.objects.filter(workspace=workspace, user__is_active=True).select_related("user")
    return {row.user_id: row.user for row in members if allows(row.role, "work on cases")}


def managers_of(workspace: object, unit: str) -> list[User]:
    """Who manages a unit; else who manages everything."""
    able, duties = colleagues(workspace), Duty.objects.of(workspace).filter(manages=True)
    for wanted in dict.fromkeys((unit, "")):
        if found := [able[row.user_id] for row in duties if row.unit == wanted and row.user_id in able]:
            return found
    return []


def _fits(route: Route, case: Case) -> bool:
    return (
        case.severity >= route.severity
        and route.unit in ("", case.unit)
        and route.touchpoint in ("", case.touchpoint)
    )  # fmt: skip


def _found(route: Route, desk: Desk, case: Case, traits: Mapping[str, Any], able: Mapping[int, User]) -> User | None:
    match route.kind:
        case Kind.ACCOUNT:
            email = str(traits.get(desk.account_trait) or "").lower()
            return next((user for user in able.values() if user.email == email), None) if email else None
        case Kind.UNIT:
            return _least_busy(desk, _on_duty(desk, able, unit=case.unit)) if case.unit else None
        case Kind.TOUCHPOINT:
            return _least_busy(desk, _on_duty(desk, able, touchpoint=case.touchpoint)) if case.touchpoint else None
        case Kind.ROTA:
            return _next(route, able)
    return _least_busy(desk, _people(route, able))


def _on_duty(desk: Desk, able: Mapping[int, User], **what: str) -> list[User]:
    rows = Duty.objects.of(desk.workspace).filter(manages=False, **what)
    return [able[row.user_id] for row in rows if row.user_id in able]


def _people(route: Route, able: Mapping[int, User]) -> list[User]:
    return [able[pk] for pk in route.people.order_by("pk").values_list("pk", flat=True) if pk in able]


def _next(route: Route, able: Mapping[int, User]) -> User | None:
    people = _people(route, able)
    if not people:
        return None
    Route.objects.of(route.workspace).filter(pk=route.pk).update(turn=F("turn") + 1)
    return people[route.turn % len(people)]


def _least_busy(desk: Desk, people: Sequence[User]) -> User | None:
    if len(people) < 2:
        return people[0] if people else None
    open_ = Case.objects.of(desk.workspace).filter(is_open=True, owner__in=people)
    load = dict(open_.values_list("owner").annotate(n=Count("pk")))
    return min(people, key=lambda user: (load.get(user.pk, 0), user.pk))
