"""Nobody gets anything of a workspace they are not in, from any address; the addresses are found, not listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from auricle.web.platform.models import AuditEntry, Invitation, User, Workspace
from tests.web.routes import Route, address_of, examples_of, routes

SignedIn = Callable[[User | None], Client]

# Addresses that are there for people without an account, and what they show to one.
OPEN = {
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_email_verification_sent", "account_confirm_email", "account_confirm_login_code",
    "language", "set_up", "invitation", "unsubscribe", "mfa_authenticate", "mfa_trust",
    "answer", "answer_at", "answer_in_page", "answer_by_link", "receipt", "public_receipts",
    "case_question",
}  # fmt: skip

INSIDE = [route for route in routes() if route.is_inside_a_workspace]
# Addresses for programs, which have a key in place of a session; the description of the API names no company.
BY_KEY = {route.name for route in routes() if route.name.startswith("rest:")} - {"rest:openapi-json"}
OPEN |= {"rest:openapi-json"}
OUTSIDE = [route for route in routes() if not route.is_inside_a_workspace]


def test_there_are_routes_to_try():
    assert {"platform:people", "platform:audit_export"} <= {route.name for route in INSIDE}


@pytest.fixture
def address(workspace: Workspace, owner: User) -> Callable[[Route], str]:
    return lambda route: address_of(route, workspace, examples_of(workspace, owner, route.room))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", INSIDE, ids=lambda route: route.name)
def test_a_stranger_gets_nothing(
    route: Route,
    method: str,
    address: Callable[[Route], str],
    stranger: User,
    signed_in: SignedIn,
    workspace: Workspace,
):
    place = address(route)
    members, invitations = workspace.memberships.count(), Invitation.objects.of(workspace).count()
    response = getattr(signed_in(stranger), method)(place)
    assert response.status_code == 404
    assert workspace.name.encode() not in response.content
    assert workspace.memberships.count() == members
    assert Invitation.objects.of(workspace).count() == invitations
    assert not AuditEntry.objects.of(workspace).exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", INSIDE, ids=lambda route: route.name)
def test_nobody_is_sent_to_sign_in(route: Route, method: str, address: Callable[[Route], str], signed_in: SignedIn):
    response = getattr(signed_in(None), method)(address(route))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("route", [r for r in INSIDE if "pk" in r.arguments], ids=lambda route: route.name)
def test_rows_of_one_workspace_are_not_found_under_another(
    route: Route, address: Callable[[Route], str], stranger: User, elsewhere: Workspace, signed_in: SignedIn
):
    """An owner elsewhere puts a row's number under their own workspace's address."""
    borrowed = address(route).replace("/w/acme/", "/w/elsewhere/", 1)
    for method in ("get", "post"):
        assert getattr(signed_in(stranger), method)(borrowed).status_code in (404, 405)


@pytest.mark.parametrize("route", [r for r in OUTSIDE if r.name not in OPEN], ids=lambda route: route.name)
def test_addresses_outside_workspaces_ask_to_sign_in_too(route: Route, db: None, signed_in: SignedIn):
    examples = {name: dict.fromkeys(route.arguments, "1") for name in BY_KEY}
    response = signed_in(None).get(address_of(route, Workspace(slug="none"), examples))
    assert response.status_code in ((401, 404, 405) if route.name in BY_KEY else (302, 404, 405))
    if response.status_code == 302:
        assert response["Location"].startswith("/accounts/")


@pytest.mark.parametrize("route", INSIDE, ids=lambda route: route.name)
def test_a_get_writes_nothing(route: Route, address: Callable[[Route], str], owner: User, signed_in: SignedIn):
    """Looked at by what it sends to the database, sessions aside."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, place = signed_in(owner), address(route)
    with CaptureQueriesContext(connection) as seen:
        client.get(place)
    writes = [q["sql"] for q in seen if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    allowed = ("django_session", "platform_auditentry")  # an export is written down
    assert [sql for sql in writes if not any(table in sql for table in allowed)] == []
