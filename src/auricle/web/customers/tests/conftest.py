"""Who is in the room's tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auricle.web.customers.tests.facts import NOON, ODD, batch, order, said
from auricle.web.platform.models import Membership, User, Workspace
from auricle.web.platform.public import facts_of


@pytest.fixture
def people(own_home: Path) -> None:
    ws = facts_of("acme")
    ws.add(batch(customers=[
        {"customer": "C1", "name": "Ada <b>Lovelace</b>", "email": "ada@example.com", "consent": False},
        {"customer": "C2", "name": "王小明", "phone": "+86 138"}, {"customer": ODD, "name": "Odd One"},
    ], identities=[
        {"identity": "member:M7", "kind": "member", "value": "M7", "customer": "C1", "original": "C1"},
        {"identity": "phone:+8613800138000", "kind": "phone", "value": "+8613800138000", "customer": "C1",
         "original": "C1"},
    ], orders=[order("o1", "C1", 1), order("o2", "C1", 2, status="cancelled"), order("o3", "C2", 3), order("o4", ODD)],
        points=[{"movement": "p1", "at": NOON, "customer": "C1", "kind": "issued", "points": 50},
                {"movement": "p2", "at": NOON, "customer": "C1", "kind": "redeemed", "points": 20}]))  # fmt: skip
    ws.add(batch(**said("f1", "C1", 3, "Late <script>alert(1)</script> again", 4)))
    ws.add(batch(**said("f2", None, 0, "nobody signed this", 5)))
    ws.add(batch(**said("f3", "C2", 10, days=6)))


@pytest.fixture
def colleague(workspace: Workspace) -> Callable[[str], User]:
    """A colleague of any role."""

    def made(role: str) -> User:
        user = User.objects.create_user(f"{role}@example.com", "correct horse battery")
        Membership.objects.create(user=user, workspace=workspace, role=role)
        return user

    return made
